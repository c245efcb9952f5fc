"""Tests of what the workflow files say: pins, rights, secrets, bounds, and no silence."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from deploy.control import releasable
from deploy.control.errand import DELIVERY_S, EXECUTION_S
from deploy.control.watching import MARGIN_S
from tests.workflows import documents, scopes, words
from tests.workflows.documents import CD, CI, OVERLOOKED, ROLLBACK, ROOT
from tests.workflows.expressions import EXPRESSION
from tests.workflows.tokens import tokens

WORKFLOWS = documents.all_of_them()
TYPED = re.compile(r"github\.event\b|github\.head_ref|inputs\.")
"""What somebody typed: an operator, or the author of a pull request."""


class Place(NamedTuple):
    """One job, and where it is."""

    path: str
    name: str
    spec: dict[str, Any]

    @property
    def steps(self) -> list[dict[str, Any]]:
        return list(self.spec.get("steps", []))

    @property
    def lines(self) -> list[str]:
        return [step["run"] for step in self.steps if "run" in step]


def jobs() -> Iterator[Place]:
    for path, document in WORKFLOWS.items():
        for name, spec in document["jobs"].items():
            yield Place(path, name, spec)


JOBS = list(jobs())
OWN = [place for place in JOBS if "steps" in place.spec]
"""Those that are not another workflow."""
TOUCHING = [
    place for place in OWN if any("deploy rel" in x or "deploy roll" in x for x in place.lines)
]
"""Those that change a host, or may."""


def named(places: list[Place]) -> list[str]:
    return [f"{place.path.rpartition('/')[2]}-{place.name}" for place in places]


def test_the_three_workflows_are_there() -> None:
    assert {CI, CD, ROLLBACK} <= set(WORKFLOWS)
    assert WORKFLOWS[ROLLBACK]["name"] == "AI Service Rollback"
    inputs = WORKFLOWS[ROLLBACK]["on"]["workflow_dispatch"]["inputs"]
    assert {"mode", "backup_id", "restore_dependencies", "force"} <= set(inputs)
    assert inputs["mode"]["options"] == ["list", "restore"]


def test_ci_runs_for_pull_requests_and_for_both_branches() -> None:
    asked = WORKFLOWS[CI]["on"]
    assert asked["push"]["branches"] == ["main", "develop"]
    assert "pull_request" in asked
    assert "pull_request_target" not in asked  # it would hand our secrets to a stranger's code


def test_what_a_release_asks_for_is_what_ci_calls_its_jobs() -> None:
    for name in releasable.REQUIRED:
        job = WORKFLOWS[CI]["jobs"][name]
        assert {"strategy", "name", "if", "needs"}.isdisjoint(job)  # its check has this very name
        assert job["steps"][-1]["run"] == f"python -m nox -s {name}"


# ------------------------------------------------------------------ steps


@pytest.mark.parametrize("place", OWN, ids=named(OWN))
def test_every_step_is_one_simple_command(place: Place) -> None:
    for line in place.lines:
        words.check(line)


@pytest.mark.parametrize("place", OWN, ids=named(OWN))
def test_every_step_calls_what_is_tested(place: Place) -> None:
    known = (
        *("python -m pip install nox", "python -m nox -s ", "exec python scripts/warn.py "),
        *(
            "exec .nox/control/bin/python -m deploy ",
            "exec .nox/control/bin/python -m sim rehearse ",
        ),
        *("sudo apt-get ", "sudo sysctl ", "exit 1", "true"),
    )
    assert [line for line in place.lines if not line.startswith(known)] == []


@pytest.mark.parametrize("place", OWN, ids=named(OWN))
def test_no_expression_is_pasted_into_a_command(place: Place) -> None:
    """What somebody typed would become shell text; it goes through the environment."""
    assert [line for line in place.lines if "${{" in line] == []


@pytest.mark.parametrize("place", OWN, ids=named(OWN))
def test_what_somebody_typed_is_quoted_and_is_no_option(place: Place) -> None:
    for step in place.steps:
        typed = [name for name, value in step.get("env", {}).items() if TYPED.search(str(value))]
        for name in typed:
            uses = re.findall(rf"\S*\$\{{?{name}\b\S*", step["run"])
            rest = [
                use for use in uses if not re.fullmatch(rf'\S*="?\${name}"(}})?|"\${name}"', use)
            ]
            allowed = {
                f'${{{name}:+--{_option(name)}="${name}"}}',
                f"${{{name}:+--{_option(name)}}}",
            }
            assert set(rest) <= allowed, step["run"]


def _option(name: str) -> str:
    return name.lower().replace("_", "-")


def test_a_command_that_works_on_a_host_takes_the_place_of_its_shell() -> None:
    """GitHub interrupts a step's own process alone, which is the shell unless it is replaced."""
    lines = [line for place in OWN for line in place.lines if "-m deploy" in line]
    assert len(lines) > 5
    assert [line for line in lines if not line.startswith("exec ")] == []


@pytest.mark.parametrize("place", OWN, ids=named(OWN))
def test_no_failure_is_passed_over(place: Place) -> None:
    assert "continue-on-error" not in str(place.spec)


USES = re.compile(r"(?<!\w)uses: +(\S+)(?: +# (v\d+\.\d+\.\d+))?")


@pytest.mark.parametrize("path", WORKFLOWS)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path: str) -> None:
    found = USES.findall((ROOT / path).read_text(encoding="utf-8"))
    assert len(found) == str(WORKFLOWS[path]).count("'uses':")
    for action, version in found:
        if not action.startswith("./"):
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action), action
            assert version, action


def test_an_action_has_one_pin_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for action, _ in USES.findall((ROOT / path).read_text(encoding="utf-8")):
            name, _, pin = action.partition("@")
            pins.setdefault(name, set()).add(pin)
    assert [name for name, found in pins.items() if len(found) > 1] == []


@pytest.mark.parametrize("place", OWN, ids=named(OWN))
def test_no_token_is_left_in_a_checkout(place: Place) -> None:
    for step in place.steps:
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


# ------------------------------------------------------------------ rights and secrets


RIGHTS = {
    (CI, "release-prod"): {"contents": "read", "checks": "read", "statuses": "write"},
    (CI, "cd-prod"): {"contents": "read", "checks": "read", "statuses": "read"},
    (CI, "released"): {},
    (CD, "approval"): {},
    (CD, "release"): {"contents": "read", "checks": "read", "statuses": "read"},
    (CD, "verdict"): {},
    (OVERLOOKED, "overlooked"): {"contents": "read", "checks": "read", "statuses": "read"},
    (ROLLBACK, "approval"): {},
    (ROLLBACK, "verdict"): {},
}


@pytest.mark.parametrize("path", WORKFLOWS)
def test_a_workflow_has_no_rights_of_its_own(path: str) -> None:
    assert WORKFLOWS[path]["permissions"] == {}


@pytest.mark.parametrize("place", JOBS, ids=named(JOBS))
def test_a_job_has_the_rights_it_needs(place: Place) -> None:
    expected = RIGHTS.get((place.path, place.name), {"contents": "read"})
    assert place.spec["permissions"] == expected


AWS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "S3_ARTIFACTS_BUCKET"}
HOST = {*AWS, "EC2_INSTANCE_ID", "SERVER_BASE_PATH"}
CHANGING = {*HOST, "HEALTH_CHECK_URL", "DISCORD_WEBHOOK"}
NEEDED = {
    "sim rehearse": {"SERVER_BASE_PATH"},
    "publish": AWS,
    "fetch": AWS,
    "snapshot": HOST,
    "list": HOST,
}
NEEDED |= {"release": CHANGING, "restore": CHANGING, "vet": CHANGING}


def command(step: dict[str, Any]) -> str | None:
    """Say which command of the control side a step calls."""
    found = re.search(r"-m (?:deploy (?:rollback )?(\w+)|(sim rehearse))", step.get("run", ""))
    return found[1] or found[2] if found else None


@pytest.mark.parametrize("place", OWN, ids=named(OWN))
def test_a_secret_is_given_to_the_steps_that_need_it_and_to_no_other(place: Place) -> None:
    assert "secrets." not in str({**place.spec, "steps": ()})
    for step in place.steps:
        env = step.get("env", {})
        given = {name for name, value in env.items() if "secrets." in str(value)}
        assert given == NEEDED.get(command(step) or "", set()), step
        assert all(env[name] == f"${{{{ secrets.{name} }}}}" for name in given)
        assert "secrets." not in str({**step, "env": ()})


def test_every_secret_of_the_contract_is_used_and_none_else() -> None:
    texts = [(ROOT / path).read_text(encoding="utf-8") for path in WORKFLOWS]
    used = set(re.findall(r"secrets\.(\w+)", "\n".join(texts)))
    assert used == set(scopes.SECRETS)


def test_secrets_are_those_of_an_environment() -> None:
    for place in OWN:
        if "secrets." in str(place.spec):
            touches = place in TOUCHING
            assert place.spec["environment"] == ("production" if touches else "artifacts")


def test_a_token_is_given_to_the_steps_that_ask_the_forge() -> None:
    asking = {"publish", "fetch", "release", "overlooked"}
    for place in OWN:
        vetted = {"vet"} if asking & {command(step) for step in place.steps} else set()
        for step in place.steps:
            assert ("github.token" in str(step)) is (command(step) in asking | vetted)


# ------------------------------------------------------------------ bounds and lines


@pytest.mark.parametrize("place", OWN, ids=named(OWN))
def test_every_job_has_a_bound(place: Place) -> None:
    assert place.spec["timeout-minutes"] <= 150
    assert place.spec["runs-on"] == "ubuntu-24.04"


@pytest.mark.parametrize("place", TOUCHING, ids=named(TOUCHING))
def test_a_host_may_work_for_as_long_as_it_may(place: Place) -> None:
    """A snapshot, a deployment, and the recovery of one that was killed: each is a command."""
    command_s = DELIVERY_S + EXECUTION_S + MARGIN_S
    assert place.spec["timeout-minutes"] * 60 >= 3 * command_s + 10 * 60
    for step in place.steps:
        if "-m deploy" in step.get("run", ""):
            assert "timeout-minutes" not in step


def test_what_touches_the_host_stands_in_one_line_and_is_never_cancelled() -> None:
    assert named(TOUCHING) == ["cd-prod.yml-release", "rollback.yml-rollback"]
    for place in TOUCHING:
        line = {"group": "production", "cancel-in-progress": False, "queue": "max"}
        assert place.spec["concurrency"] == line
        assert "concurrency" not in WORKFLOWS[place.path]  # a run is in it before it is approved


def test_only_the_runs_of_pull_requests_end_each_other() -> None:
    line = WORKFLOWS[CI]["concurrency"]
    assert line["cancel-in-progress"] == "${{ github.event_name == 'pull_request' }}"
    assert "github.sha" in line["group"]


# ------------------------------------------------------------------ gates


def test_deploying_and_rolling_back_share_one_gate() -> None:
    for place in TOUCHING:
        assert place.spec["environment"] == "production"
        assert place.spec["needs"] == "approval"
    gates = [WORKFLOWS[path]["jobs"]["approval"] for path in (CD, ROLLBACK)]
    assert gates[0] == gates[1]
    assert "concurrency" not in gates[0]  # who waits for a person keeps nobody waiting


@pytest.mark.parametrize("place", TOUCHING, ids=named(TOUCHING))
def test_it_is_rehearsed_before_the_host_is_touched(place: Place) -> None:
    commands = [command(step) for step in place.steps]
    rehearsal = next(
        i for i, step in enumerate(place.steps) if "sim rehearse" in step.get("run", "")
    )
    changing = next(i for i, name in enumerate(commands) if name in ("release", "restore"))
    assert commands.index("snapshot") < rehearsal < changing
    skipped = "inputs.skip_rehearsal == ''"
    for place_of in (commands.index("snapshot"), rehearsal):
        assert place.steps[place_of]["if"].endswith(skipped)
    assert "skip_rehearsal" in WORKFLOWS[place.path]["run-name"]


def test_a_last_job_fails_unless_every_job_before_it_succeeded() -> None:
    for path, name in ((CI, "released"), (CD, "verdict"), (ROLLBACK, "verdict")):
        spec = WORKFLOWS[path]["jobs"][name]
        asked = set(re.findall(r"needs\.([\w-]+)\.result == 'success'", spec["steps"][0]["if"]))
        assert asked == set(spec["needs"])
        assert str(spec["if"]).startswith("always()")
        left_out = {"integration"} if path == CI else set()
        assert asked == set(WORKFLOWS[path]["jobs"]) - {name} - left_out


def test_every_expression_is_of_words_that_the_interpreter_knows() -> None:
    for path in WORKFLOWS:
        for source in EXPRESSION.findall((ROOT / path).read_text(encoding="utf-8")):
            assert list(tokens(source))
