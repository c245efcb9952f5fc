"""Tests of going back: what an operator may ask for, what is refused, and what serves then."""

import pytest

from sim.harm.faults import parse_plan
from tests.workflows.documents import ROLLBACK
from tests.workflows.production import Production
from tests.workflows.runs import Run
from tests.workflows.scopes import SECRETS

GO_BACK = "Go back, and watch the host to the end"
LISTED = "Which backups are there?"


def step(run: Run, name: str = GO_BACK) -> str:
    return run.job("rollback").step(name).said


def not_done(production: Production, run: Run, *, changed: bool = False) -> None:
    assert run.conclusion == "failure"
    assert run.job("verdict").result == "failure"
    assert production.serves == "B"
    if not changed:
        assert production.changes == []


def rehearsed(run: Run) -> tuple[str, ...]:
    return run.job("rollback").step("Would this rollback go well there?").argv or ()


def listed(production: Production) -> str:
    """Return the name of the one code backup."""
    said = step(production.roll_back("list"), LISTED)
    names = {word for word in said.replace('"', " ").split() if word.startswith("code_")}
    (name,) = names
    return name


def test_the_backups_are_listed_and_nothing_is_rehearsed(production: Production) -> None:
    run = production.roll_back("list")
    assert (run.conclusion, production.serves) == ("success", "B")
    assert "code_" in step(run, LISTED)
    assert run.job("rollback").step("What does the host look like?").outcome == "skipped"
    assert run.job("rollback").step("Would this rollback go well there?").outcome == "skipped"
    assert (len(production.commands), production.changes, production.messages) == (1, [], [])
    assert run.name == "AI Service Rollback: list"


def test_the_newest_usable_backup_is_restored(production: Production) -> None:
    run = production.roll_back()
    assert (run.conclusion, production.serves) == ("success", "A")
    assert len(production.changes) == 1
    assert "dependencies: restored with the code" in step(run)
    assert "Rollback" in production.message
    assert run.name == "AI Service Rollback: restore the newest usable"


def test_a_backup_is_restored_by_the_name_it_is_listed_under(production: Production) -> None:
    name = listed(production)
    run = production.roll_back(backup_id=name)
    assert (run.conclusion, production.serves) == ("success", "A")
    assert run.name == f"AI Service Rollback: restore {name}"
    words = run.job("rollback").step(GO_BACK).argv
    assert words is not None
    assert f"--backup-id={name}" in words


def test_the_code_alone_comes_back(production: Production) -> None:
    run = production.roll_back(restore_dependencies=False)
    assert (run.conclusion, production.serves) == ("success", "A")
    assert "dependencies: restored" not in step(run)
    assert "the code alone was asked for" in production.message
    assert "--code-only" in rehearsed(run)
    assert "--code-only" not in rehearsed(production.roll_back())


def test_a_backup_that_is_not_there_is_refused(production: Production) -> None:
    run = production.roll_back(backup_id="code_20200101000000")
    not_done(production, run, changed=True)
    assert "REFUSED" in step(run)
    assert len(production.messages) == 1


def test_a_backup_that_does_not_serve_leaves_what_served(production: Production) -> None:
    (station,) = production.estate.stations.values()
    station.plans[1] = parse_plan("1.run.pm2@start#1=fails")
    run = production.roll_back()
    not_done(production, run, changed=True)
    assert "ROLLED BACK" in step(run)


def test_a_rehearsal_that_says_no_keeps_the_host_as_it_is(production: Production) -> None:
    production.rehearsal = 1
    not_done(production, production.roll_back())


def test_a_broken_rehearsal_keeps_nobody_from_going_back(production: Production) -> None:
    production.rehearsal = 2
    run = production.roll_back(skip_rehearsal="it is three in the morning, and the gate is broken")
    assert (run.conclusion, production.serves) == ("success", "A")
    assert "NOT REHEARSED: it is three in the morning" in run.name
    assert "::warning title=ROLLED BACK WITHOUT A REHEARSAL::it is three" in run.text
    assert [mark for mark in production.commands if "-snapshot-" in mark] == []


def test_a_rollback_goes_through_the_same_approval(production: Production) -> None:
    production.github.environments["production-approval"].answer = "rejected"
    not_done(production, production.roll_back())
    assert production.commands == []


def test_a_rollback_from_another_branch_touches_nothing(production: Production) -> None:
    production.github.branches["develop"] = production.github.branches["main"]
    run = production.github.dispatch(ROLLBACK, "develop", mode="restore")
    not_done(production, run)
    assert run.job("rollback").result == "skipped"
    assert production.commands == []


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_nobody_set_is_refused_by_its_name(production: Production, name: str) -> None:
    production.github.environments["production"].secrets[name] = ""
    run = production.roll_back()
    not_done(production, run)
    assert f"{name} is set but empty" in run.text or f"{name}: " in run.text
    assert production.commands == []
