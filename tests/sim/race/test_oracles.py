"""Each oracle of races is silent on a true one, and speaks where something was tampered with."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from deploy.preview import Forecast
from deploy.replies import Reply
from deploy.snapshot.model import Snapshot
from deploy.status import Status
from deploy.verdict import Verdict
from sim.effect import Effect
from sim.race import afterwards, oracles, playing, serial
from sim.race.deeds import Told
from sim.race.playing import Play
from sim.race.telling import judge
from sim.states.places import CONFIG, UPLOADS
from sim.storage.nodes import File
from tests.sim.race.playing import played, said_by

AFTER_THE_FIRST_LOCK = 200


def busy() -> Play:
    """Two operators, the second of whom came while the first had the lock."""
    return played("two_operators", AFTER_THE_FIRST_LOCK)


def test_a_true_race_passes_them_all() -> None:
    judge(busy(), ())


def test_an_error_that_nobody_foresaw() -> None:
    play = busy()
    play.parts[1].error = FileNotFoundError("journal.json")
    assert said_by(oracles.no_traceback, play) == "traceback"


@pytest.mark.parametrize("op", ["files.write", "files.remove", "run.pm2"])
def test_a_change_by_one_who_was_refused(op: str) -> None:
    play = busy()
    play.world.trace.append(Effect(0, 10, op, "begin", 9, f"{CONFIG.layout.app}/x", "ok"))
    assert said_by(oracles.refused_touched_nothing, play) == "untouched"


def test_a_refusal_while_nobody_was_at_work() -> None:
    play = busy()
    play.moments.found = [replace(moment, held=False) for moment in play.moments.found]
    assert said_by(oracles.busy_was_true, play) == "busy"


def test_two_hold_the_lock() -> None:
    play = busy()
    for part in play.parts:
        part.world.locks[CONFIG.layout.lock] = File(b"")
    assert said_by(lambda it: playing.one_holder(it.parts), play) == "one holder"


@pytest.mark.parametrize("code", [1, 2])
def test_an_exit_code_that_was_not_so_when_the_lock_went(code: int) -> None:
    play = played("two_operators")
    told = play.parts[0].told
    assert told is not None
    assert isinstance(told.found, Verdict)
    verdict = replace(told.found, exit_code=code)
    play.parts[0].told = Told(exit_code=code, message=told.message, found=verdict)
    assert said_by(oracles.kept_its_word, play) in {"message", "verdict", "report"}


def test_what_another_did_later_is_not_held_against_the_first() -> None:
    play = played("two_operators")
    assert [part.told and part.told.exit_code for part in play.parts] == [0, 0]
    oracles.kept_its_word(play)


def test_an_end_that_no_order_gives() -> None:
    play = played("two_operators")
    told = play.parts[0].told
    assert told is not None
    play.parts[0].told = replace(told, exit_code=1)
    assert said_by(serial.is_serial, play) == "serial"


def test_something_brought_is_left() -> None:
    play = busy()
    play.world.disk.make_directory(f"{CONFIG.layout.incoming}/release-1")
    assert said_by(oracles.nothing_is_left, play) == "leak"


def test_a_lock_outlives_whoever_held_it() -> None:
    play = busy()
    play.world.machine.locked.append(File(b""))
    assert said_by(oracles.nothing_is_left, play) == "leak"


def test_one_more_deployment_does_not_succeed() -> None:
    play = busy()
    play.world.disk.remove(UPLOADS.format(letter=afterwards.LETTER))
    assert said_by(afterwards.converges, play) == "converges"


STATUSES: dict[str, Callable[[Status], Status]] = {
    "another release": lambda it: replace(it, release="20200101000000-gone"),
    "a commit of another release": lambda it: replace(it, sha="f" * 40),
    "no commit": lambda it: replace(it, sha=None),
    "another hour": lambda it: replace(it, since="2020-01-01T00:00:00Z"),
    "a drift": lambda it: replace(it, drift=("releases/x differs from its manifest",)),
    "a record": lambda it: replace(
        it, drift=("recorded as live is x, pointed to is y",), since=None, how=None
    ),
    "open": lambda it: replace(it, unclosed="x, interrupted while changing", at_work=None),
    "at work": lambda it: replace(it, at_work="x, changing"),
    "nothing under way": lambda it: replace(it, unclosed=None, at_work=None),
}


@pytest.mark.parametrize("tamper", STATUSES.values(), ids=list(STATUSES))
def test_a_status_that_never_was(tamper: Callable[[Status], Status]) -> None:
    play = played("files", AFTER_THE_FIRST_LOCK)
    told = play.parts[1].told
    assert told is not None
    assert isinstance(told.found, Status)
    assert told.found.at_work is not None
    oracles.looks_were_true(play)
    play.parts[1].told = replace(told, found=tamper(told.found))
    assert said_by(oracles.looks_were_true, play) == "sight"


def test_a_look_that_is_refused() -> None:
    play = played("files")
    play.parts[1].told = Told(exit_code=2, message="journal.json: No such file or directory")
    assert said_by(oracles.looks_were_true, play) == "sight"


def test_a_forecast_that_never_was() -> None:
    play = played("preview", AFTER_THE_FIRST_LOCK)
    told = play.parts[1].told
    assert told is not None
    assert isinstance(told.found, Forecast)
    for fact in (
        "would first close x, interrupted while changing",
        "would go back to x on failure",
    ):
        found = replace(told.found, facts=(fact, fact))
        play.parts[1].told = replace(told, found=found)
        assert said_by(oracles.looks_were_true, play) == "sight"


def test_a_snapshot_that_says_nobody_is_at_work() -> None:
    play = played("snapshot", AFTER_THE_FIRST_LOCK)
    told = play.parts[1].told
    assert told is not None
    assert isinstance(told.found, Snapshot)
    assert told.found.locked
    play.parts[1].told = replace(told, found=replace(told.found, locked=False))
    assert said_by(oracles.looks_were_true, play) == "sight"


def test_a_reply_that_names_what_never_was_live() -> None:
    play = played("operator_and_ci")
    told = play.parts[1].told
    assert told is not None
    assert isinstance(told.found, Reply)
    play.parts[1].told = replace(told, found=replace(told.found, live=None))
    assert said_by(oracles.looks_were_true, play) == "sight"


def test_a_backup_that_is_called_damaged() -> None:
    play = played("list")
    told = play.parts[1].told
    assert told is not None
    assert isinstance(told.found, tuple)
    items = tuple(replace(item, state="damaged") for item in told.found)
    play.parts[1].told = replace(told, found=items)
    assert said_by(oracles.looks_were_true, play) == "sight"
