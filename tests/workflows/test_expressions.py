"""Tests of the expressions: GitHub's own rules, and nothing that is guessed."""

import pytest

from tests.workflows.expressions import Scope, condition, evaluate, filled, given
from tests.workflows.tokens import NotUnderstood
from tests.workflows.values import Value


def scope(*, success: bool = True, cancelled: bool = False) -> Scope:
    return Scope(
        contexts={
            "github": {"ref": "refs/heads/main", "sha": "a" * 40, "event_name": "push"},
            "inputs": {"mode": "list", "empty": "", "yes": True, "no": False},
            "steps": {"publish": {"outputs": {"manifest-sha256": "b" * 64, "none": None}}},
            "needs": {"deploy-sim": {"result": "skipped"}},
        },
        status={
            "success": lambda: success and not cancelled,
            "failure": lambda: not success and not cancelled,
            "cancelled": lambda: cancelled,
            "always": lambda: True,
        },
    )


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'it''s'", "it's"),
        ("1.5", 1.5),
        ("0xff", 255.0),
        ("null", None),
        ("github.ref == 'refs/heads/main'", True),
        ("github.ref == 'REFS/heads/MAIN'", True),
        ("inputs.yes == 'true'", False),  # a boolean and a string are compared as numbers
        ("inputs.yes == 1", True),
        ("inputs.no == ''", True),
        ("null == 0", True),
        ("null == ''", True),
        ("'abc' == 0", False),
        ("'1' == 1", True),
        ("inputs.empty || 'default'", "default"),
        ("inputs.mode && 'given'", "given"),
        ("inputs.empty && 'given'", ""),
        ("inputs.empty != '' && 'a' || 'b'", "b"),
        ("!inputs.empty", True),
        ("!(inputs.yes && inputs.no)", True),
        ("!inputs.yes == inputs.no", True),
        ("true || false && false", True),
        ("steps.publish.outputs.manifest-sha256", "b" * 64),
        ("needs.deploy-sim.result == 'success'", False),
        ("format('{0}-{1} {{x}}', 'a', inputs.yes)", "a-true {x}"),
        ("contains('AbC', 'bc')", True),
        ("always() && success()", True),
    ],
)
def test_an_expression_has_the_value_that_github_gives_it(source: str, value: Value) -> None:
    assert evaluate(source, scope()) == value


@pytest.mark.parametrize(
    "source",
    [
        "",
        "github.token",
        "secrets.AWS_ACCESS_KEY_ID",
        "inputs.unknown == ''",
        "steps.other.outputs.x",
        "needs.release.result",
        "needs.deploy-sim",
        "hashFiles('x')",
        "startsWith(github.ref, 'x')",
        "toJSON(github)",
        "needs.*.result",
        "github['ref']",
        "a b",
        "(github.ref",
        "github.",
        "1 < 2",
        '"double"',
        "format('{1}', 'a')",
        "format('{', 'a')",
        "success(1)",
        "a = b",
    ],
)
def test_what_is_not_known_is_never_answered(source: str) -> None:
    with pytest.raises((NotUnderstood, IndexError)):
        evaluate(source, scope())


def test_what_would_not_decide_is_looked_up_all_the_same() -> None:
    with pytest.raises(NotUnderstood):
        evaluate("true || inputs.unknown", scope())


@pytest.mark.parametrize(
    ("source", "success", "cancelled", "value"),
    [
        (None, True, False, True),
        (None, False, False, False),
        ("inputs.mode == 'list'", True, False, True),
        ("inputs.mode == 'list'", False, False, False),
        ("${{ inputs.mode == 'list' }}", False, False, False),
        ("always() && inputs.mode == 'list'", False, False, True),
        ("always()", False, True, True),
        ("failure()", False, False, True),
        ("failure()", True, False, False),
        ("cancelled()", True, True, True),
        ("!cancelled()", True, False, True),
        ("${{ !cancelled() }}", False, False, True),
        ("inputs.empty", True, False, False),
    ],
)
def test_a_condition_holds_after_successes_unless_it_says_otherwise(
    source: str | None, *, success: bool, cancelled: bool, value: bool
) -> None:
    assert condition(source, scope(success=success, cancelled=cancelled)) is value


def test_a_condition_that_is_a_string_is_a_trap() -> None:
    with pytest.raises(NotUnderstood, match="always true"):
        condition("${{ inputs.no }} == true", scope())


def test_a_string_is_filled() -> None:
    assert (
        filled("ai-wheel-${{ github.sha }}-${{inputs.no}}", scope()) == f"ai-wheel-{'a' * 40}-false"
    )
    assert filled(value := "no expression", scope()) == value
    assert filled(True, scope()) == "true"


def test_an_entry_that_is_one_expression_keeps_its_type() -> None:
    assert given("${{ inputs.yes }}", scope()) is True
    assert given("${{ inputs.yes }}!", scope()) == "true!"
    assert given("${{ inputs.mode }}${{ inputs.mode }}", scope()) == "listlist"
