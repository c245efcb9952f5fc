"""Tests of two at once: releases and rollbacks stand in one line, and none is dropped."""

from collections.abc import Callable

from sim.goods import wheels
from tests.workflows.documents import CD, ROLLBACK
from tests.workflows.production import Production
from tests.workflows.runs import Run, State


def at_the_same_time(production: Production, *acts: Callable[[], Run]) -> list[Run]:
    """Begin runs while the first release works on the host."""
    begun: list[Run] = []

    def meanwhile() -> None:
        begun.extend(act() for act in acts)
        assert len(production.commands) == 2  # the snapshot and the release of the first

    production.during["apply"] = meanwhile
    return begun


def test_a_rollback_waits_for_the_release_under_way(production: Production) -> None:
    begun = at_the_same_time(production, production.roll_back)
    run = production.pushed("C")
    (rollback,) = begun
    assert (run.conclusion, rollback.conclusion) == ("success", "success")
    assert production.serves == "B"  # the release before C, which was live in between
    assert [mark.split("-")[3] for mark in production.changes] == ["apply", "restore"]
    assert len(production.messages) == 2


def test_no_run_that_waits_is_dropped_for_a_later_one(production: Production) -> None:
    begun = at_the_same_time(
        production,
        production.roll_back,
        lambda: production.pushed("D"),
        lambda: production.roll_back("list"),
    )
    first = production.pushed("C")
    assert [run.conclusion for run in (first, *begun)] == ["success"] * 4
    assert production.serves == "D"


def test_with_the_default_of_github_a_rollback_would_have_been_dropped(
    production: Production,
) -> None:
    """So `queue: max` is no ornament."""
    for path, job in ((CD, "release"), (ROLLBACK, "rollback")):
        del production.github.workflows[path]["jobs"][job]["concurrency"]["queue"]
    begun = at_the_same_time(production, production.roll_back, lambda: production.pushed("D"))
    production.pushed("C")
    assert [run.job("rollback").result for run in begun[:1]] == ["cancelled"]


def test_a_release_that_nobody_approved_keeps_no_rollback_waiting(production: Production) -> None:
    approval = production.github.environments["production-approval"]
    approval.answers[1] = None
    waiting = production.pushed("C")
    assert waiting.job("cd-prod / approval").state is State.UNAPPROVED
    run = production.roll_back()
    assert (run.conclusion, production.serves) == ("success", "A")
    assert waiting.conclusion is None


def test_reviewers_of_production_itself_would_keep_it_waiting(production: Production) -> None:
    """So they belong to the environment before it, as docs/pipeline.md says."""
    production.github.environments["production"].answers[1] = None
    waiting = production.pushed("C")
    assert waiting.job("cd-prod / release").state is State.UNAPPROVED
    run = production.roll_back()
    assert run.job("rollback").state is State.LINED_UP
    production.github.environments["production"].answers[1] = "rejected"
    production.github.settle()
    assert (waiting.conclusion, run.conclusion) == ("failure", "success")


def test_each_commit_of_main_has_a_run_of_its_own(production: Production) -> None:
    """A second push does not wait for the first, and takes nothing from it."""
    pushed: list[Run] = []

    def another() -> int:
        if not pushed:
            pushed.append(production.pushed("D"))
        return 0

    production.github.programs.sessions["test"] = another
    first = production.pushed("C")
    assert (first.conclusion, pushed[0].conclusion) == ("success", "success")
    assert {run.group for run in (first, *pushed)} == {
        f"ci-refs/heads/main-{wheels.sha(letter)}" for letter in "CD"
    }


def test_a_newer_push_to_a_pull_request_ends_the_older_run(production: Production) -> None:
    production.github.programs.interrupt = lambda: None
    pushed: list[Run] = []

    def another() -> int:
        if not pushed:
            pushed.extend(production.github.pull_request(7, wheels.sha("D")))
        return 0

    production.github.programs.sessions["test"] = another
    (first,) = production.github.pull_request(7, wheels.sha("C"))
    assert (first.conclusion, pushed[0].conclusion) == ("cancelled", "success")
