"""The head of a timeline answers what was asked, what failed and what was served, and why."""

import re
from pathlib import Path

import pytest

from deploy import deployment, steps
from sim.harm import faults
from sim.harm.events import EVENTS
from sim.harm.faults import Fault, Site
from sim.timeline import head, meanings
from sim.timeline.head import Head
from sim.timeline.moments import length, moment
from tests.sim.timeline.chronicles import FAULT, KILLED, objected, told

SIM = Path(meanings.__file__).parent.parent


def section(said: Head, name: str) -> str:
    return " ".join(line.text for line in dict(said.sections)[name])


def test_a_rollback_under_a_fault() -> None:
    said = head.of(told(FAULT))
    assert said.title == (
        "Restore the newest usable backup — went back: the previous release serves (exit 1)"
    )
    assert said.lede == (
        "A call of pm2 in step `start`: the program does nothing and exits with an error. "
        "Step `start` failed: pm2 start failed: [PM2][ERROR] pm2: simulated failure. "
        "There was no good answer for 2.05 s on the way; in the end C serves."
    )
    assert said.good
    assert "a call of pm2 in step `start` of the first command" in section(said, "Failed")
    assert "the program does nothing and exits with an error (`fails`), once" in section(
        said, "Failed"
    )
    assert "1.41 to 3.46 s (2.05 s): nothing answers." in section(said, "Served")
    assert "once all was mended" in section(said, "Ended")
    assert "No oracle objected" in section(said, "Judged")
    assert said.replay == f"python -m sim replay '{FAULT}'"


def test_a_deployer_that_was_killed() -> None:
    said = head.of(told(KILLED))
    assert "the deployer was killed; then went back" in said.title
    assert "in that moment the deployer is killed" in section(said, "Failed")
    assert "recover: close whatever was left open" in section(said, "Ended")


def test_what_happens_between_commands_is_of_no_step() -> None:
    rows = told("upgrade:0.files.write@fetch#1=power_names").rows
    listens = [row.step for row in rows if row.op == "process.listens"]
    assert listens[0] == "between"
    assert meanings.step("between")


def test_an_oracle_that_objected(monkeypatch: pytest.MonkeyPatch) -> None:
    chronicle = objected(monkeypatch)
    said = head.of(chronicle)
    assert not said.good
    assert said.verdict == "Violation: verdict"
    assert said.lede.startswith("Exit 1, but C serves: so objects `verdict`.")
    judged = dict(said.sections)["Judged"][0]
    assert "which watches that what is told is what is served," in judged.text
    assert judged.row == len(chronicle.rows) - 1


def test_a_fault_that_lasts_is_one_fault() -> None:
    failed = dict(head.of(told(f"{FAULT}!")).sections)["Failed"]
    assert len(failed) == 1
    assert "7 times, for ever until it is mended" in failed[0].text


def test_a_fault_that_never_struck() -> None:
    said = head.of(told("upgrade:0.files.write@fetch#99=error"))
    assert said.verdict == "Void: a planned fault never fired"
    assert "It never struck." in section(said, "Failed")


def test_what_the_story_itself_has_is_told() -> None:
    said = head.of(told("level_3"))
    assert "The story itself has this." in section(said, "Failed")
    assert "another program binds the port" in section(said, "Failed")


def test_every_kind_of_fault_has_words() -> None:
    kinds = {(op, kind) for op, found in faults.KINDS.items() for kind in found}
    kinds |= {("files.write", kind) for kind in (*faults.CRASHES, *EVENTS, faults.INTERRUPTION)}
    said = {each: meanings.fault(Fault(Site(0, each[0], "fetch", 1), each[1])) for each in kinds}
    assert sorted(each for each, words in said.items() if "in the way" in words) == []


def test_every_oracle_has_words() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SIM.rglob("*.py"))
    names = set(re.findall(r"Violation\(\s*\"([a-z 0-9]+)\"", text))
    assert sorted(names - set(meanings.ORACLES)) == []


def test_every_step_says_what_it_does() -> None:
    assert meanings.step("stop") == (steps.stop.__doc__ or "").partition("\n")[0]
    assert meanings.step("begin") == ""
    tuples = [each for each in vars(deployment).values() if isinstance(each, tuple)]
    every = {step.__name__ for steps in tuples for step in steps}
    assert "finish_adoption" in every
    assert sorted(name for name in every if not meanings.step(name)) == []


@pytest.mark.parametrize(
    ("seconds", "at", "long"),
    [
        (0, "0.00", "0.00 s"),
        (2.05, "2.05", "2.05 s"),
        (999.994, "999.99", "999.99 s"),
        (18_012.26, "5:00:12.26", "5 h 12 s"),
        (3599.999, "1:00:00.00", "1 h"),
        (90_061, "25:01:01.00", "1 d 1 h 1 min 1 s"),
    ],
)
def test_moments_and_lengths(seconds: float, at: str, long: str) -> None:
    assert (moment(seconds), length(seconds)) == (at, long)
