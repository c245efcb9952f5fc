"""Whose report it is: by the mark where there is one, and else never surer than a clock."""

import pytest

from deploy.control.attribution import is_of
from deploy.control.dispatching import Sent
from deploy.control.errand import Asset, Errand
from deploy.instruction import Task
from deploy.model import iso_of

SINCE = 1_800_000_000.0
MARK = "run-1-apply-20270115080000-canary"
OURS, OTHERS = "a" * 40, "b" * 40
LIVE = {"release": "r", "sha": OTHERS}
AN_HOUR, A_DAY = 3600.0, 86400.0


def sent(task: Task = Task.APPLY) -> Sent:
    errand = Errand(
        id=MARK,
        task=task,
        base="/srv/refit",
        instances=("i-12345678",),
        deployer=Asset(key="k", sha256="0" * 64),
        sha=OURS if task is Task.APPLY else None,
    )
    return Sent(command="c", errand=errand, since=SINCE, until=SINCE + 1800)


def report(started: float, sha: str = OURS, **asked: str | None) -> dict[str, object]:
    return {"started": iso_of(started), "asked": {"sha": sha, **asked}}


@pytest.mark.parametrize("off_s", [-A_DAY, -45, 0, 45, A_DAY])
def test_a_mark_decides_whatever_the_clock_of_the_host_says(off_s: float) -> None:
    assert is_of(sent(), report(SINCE + off_s, errand=MARK), LIVE) is True
    assert is_of(sent(), report(SINCE + off_s, errand="run-2"), LIVE) is False
    assert is_of(sent(), report(SINCE + off_s, errand=None), LIVE) is False


@pytest.mark.parametrize(
    ("off_s", "mine"), [(5, True), (-20, True), (-45, None), (-AN_HOUR - 60, False)]
)
@pytest.mark.parametrize("task", [Task.APPLY, Task.RESTORE])
def test_of_an_older_report_the_clock_tells_but_is_not_trusted(
    task: Task, off_s: float, mine: bool | None
) -> None:
    assert is_of(sent(task), report(SINCE + off_s), LIVE) is mine


def test_an_older_report_of_another_commit_is_anothers() -> None:
    assert is_of(sent(), report(SINCE + 5, OTHERS), LIVE) is False


def test_what_was_asked_for_is_live_and_nothing_says_how_it_came() -> None:
    live = {"release": "r", "sha": OURS}
    assert is_of(sent(), report(SINCE - A_DAY, OTHERS), live) is None
    assert is_of(sent(), report(SINCE, errand="run-2"), live) is None


@pytest.mark.parametrize("nothing", [None, "text", []])
def test_without_a_report_only_a_host_with_nothing_live_surely_never_began(nothing: object) -> None:
    assert is_of(sent(), nothing, None) is False
    assert is_of(sent(), nothing, LIVE) is None


def test_a_report_that_names_nothing_is_anothers() -> None:
    assert is_of(sent(), {"asked": "?"}, LIVE) is False
