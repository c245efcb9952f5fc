"""The exit code of many hosts together, and what is told of them."""

from collections.abc import Mapping

import pytest

from deploy.control import outcome
from deploy.control.judging import Verdict
from deploy.control.rollout import Rollout


def verdicts(*codes: int | None) -> dict[str, Verdict]:
    return {
        f"i-{number:08x}": Verdict(exit_code=code, message=f"word {code}")
        for number, code in enumerate(codes)
    }


@pytest.mark.parametrize(
    ("codes", "together"),
    [
        ((0,), 0),
        ((1,), 1),
        ((2,), 2),
        ((3,), 3),
        ((None,), 3),
        ((0, 0), 0),
        ((1, 1), 1),
        ((1, 2), 1),
        ((2, 2), 2),
        ((0, 1), 3),
        ((0, 2), 3),
        ((0, 3), 3),
        ((0, None), 3),
        ((), 2),
    ],
)
def test_hosts_that_disagree_need_a_person(codes: tuple[int | None, ...], together: int) -> None:
    assert Rollout(verdicts=verdicts(*codes)).exit_code == together


@pytest.mark.parametrize(("back", "together"), [(0, 1), (1, 3), (3, 3), (None, 3)])
def test_what_was_put_back_serves_what_it_served(back: int | None, together: int) -> None:
    found = Rollout(verdicts=verdicts(0, 2), put_back={"i-00000000": verdicts(back)["i-00000000"]})
    assert found.exit_code == together


def test_hosts_that_were_never_reached_are_untouched() -> None:
    assert Rollout(verdicts=verdicts(1), untouched=("i-00000001",)).exit_code == 1
    assert Rollout(verdicts=verdicts(0), untouched=("i-00000001",)).exit_code == 3


def test_one_host_is_told_in_its_own_words() -> None:
    assert outcome.render(Rollout(verdicts=verdicts(0))) == "word 0"


def test_many_are_told_in_a_table_the_verdict_first() -> None:
    first, *rows = outcome.render(Rollout(verdicts=verdicts(0, 1, None))).splitlines()
    assert first == "NEEDS A PERSON: 3 hosts"
    assert [row.split()[0] for row in rows[:3]] == ["i-00000000", "i-00000001", "i-00000002"]
    assert "not known" in rows[2]
    assert rows[-1].startswith("  next: ")


def test_a_document_has_the_word_of_each_host() -> None:
    told = outcome.document(Rollout(verdicts=verdicts(0, 2), untouched=("i-00000009",)))
    hosts = told["hosts"]
    assert isinstance(hosts, Mapping)
    assert {name: each["exit_code"] for name, each in hosts.items()} == {
        "i-00000000": 0,
        "i-00000001": 2,
    }
    assert (told["exit_code"], told["untouched"]) == (3, ["i-00000009"])
