"""The list of survivors agrees with what is seen, or it is said where it does not."""

from pathlib import Path

import pytest

from tests.mutation import account, ledger
from tests.mutation.ledger import Ledger, Reason
from tests.mutation.trial import SURVIVED, UNREACHED, Trial

LISTED = """
[kinds]
equivalent = "nothing is different"

[[reason]]
kind = "equivalent"
why = "it is never read"
mutants = ["health: A => B", "health: C => D"]
"""


def listed(folder: Path, text: str = LISTED) -> ledger.Ledger:
    path = folder / "survivors.toml"
    path.write_text(text, encoding="utf-8")
    return ledger.read(path)


def trial(name: str, outcome: str) -> Trial:
    return Trial(name=name, outcome=outcome, runs=1)


def complaints(known: ledger.Ledger, *trials: Trial) -> list[str]:
    made = {"health: A => B", "health: C => D", "health: E => F"}
    return ledger.complaints(known, trials, made, ["health"])


def test_a_listed_survivor_is_no_complaint(tmp_path: Path) -> None:
    assert complaints(listed(tmp_path), trial("health: A => B", SURVIVED)) == []


@pytest.mark.parametrize("outcome", [SURVIVED, UNREACHED])
def test_a_survivor_that_is_not_listed_is_one(tmp_path: Path, outcome: str) -> None:
    (said,) = complaints(listed(tmp_path), trial("health: E => F", outcome))
    assert said.startswith(outcome)


def test_an_entry_that_is_killed_after_all_is_one(tmp_path: Path) -> None:
    (said,) = complaints(listed(tmp_path), trial("health: A => B", "verdict"))
    assert "yet killed by verdict" in said


def test_an_entry_that_is_not_made_any_more_is_one(tmp_path: Path) -> None:
    known = listed(tmp_path, LISTED.replace("C => D", "gone => gone"))
    (said,) = complaints(known)
    assert "no such mutant" in said


@pytest.mark.parametrize(
    ("old", "new"), [('kind = "equivalent"', 'kind = "?"'), ("C => D", "A => B")]
)
def test_a_list_that_makes_no_sense_is_not_read(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ValueError, match=r"explained|twice"):
        listed(tmp_path, LISTED.replace(old, new))


def test_the_committed_list_can_be_read() -> None:
    assert ledger.read().kinds


def test_the_score_counts_what_no_run_reaches_as_alive() -> None:
    trials = [trial("a: 1 => 2", "verdict"), trial("a: 1 => 3", UNREACHED)]
    assert account.score(trials, ledger.read()) == account.share_killed(trials) == 50
    assert account.by_module(trials).row_count == 2


def test_the_score_leaves_out_only_what_is_listed_as_equivalent_and_lives() -> None:
    reasons = {
        "a: 1 => 2": Reason(kind="equivalent", why=""),
        "a: 1 => 3": Reason(kind="gap", why=""),
        "a: 1 => 4": Reason(kind="equivalent", why=""),
    }
    known = Ledger(kinds={}, reasons=reasons)
    lives = [trial("a: 1 => 2", SURVIVED), trial("a: 1 => 3", SURVIVED)]
    killed = [trial("a: 1 => 4", "verdict")]
    assert account.score([*lives, *killed], known) == 50
    assert account.share_killed([*lives, *killed]) == pytest.approx(100 / 3)
