"""Halves: backups whose wheel is spoilt, a host without an environment, a deployment cut off."""

from __future__ import annotations

from deploy.model import Restore
from sim.goods.wheels import FILE_NAME
from sim.people.operator import Operator
from sim.states import past, start
from sim.states.places import APP, BACKUPS, CONFIG
from sim.states.start import changed, request
from sim.storage.nodes import flipped
from sim.stories.scenario import Scenario, deployment, restore


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    three = start.three_releases
    return [
        restore(
            "restore_skips_a_damaged_wheel",
            "The wheel of the newest backup was damaged: the default is the one before.",
            changed(three, wheel_is_damaged),
            Restore(),
            again=past.the(past.newest_of("A")),
        ),
        restore(
            "restore_skips_a_lost_wheel",
            "The wheel of the newest backup is gone: the default is the one before.",
            changed(three, wheel_is_lost),
            Restore(),
            again=past.the(past.newest_of("A")),
        ),
        deployment(
            "adoption_without_environment",
            "The predecessor's environment was deleted: its real directories are adopted without.",
            changed(start.predecessor, environment_is_lost),
            "B",
            0,
            fatal=True,
        ),
        deployment(
            "wheel_lost",
            "The wheel that the live release keeps is gone: its backup is of the code alone.",
            changed(start.two_releases, live_wheel_is_lost),
            "C",
            0,
        ),
        _closes_first(),
        _finishes_first(),
    ]


def _closes_first() -> Scenario:
    story = "A deployment was cut off in its preparation: the next one closes it first."
    begin = changed(start.two_releases, was_cut_off)
    return deployment("closes_first", story, begin, "C", 0)


def _finishes_first() -> Scenario:
    story = "A deployment was cut off past its commit point: the next one finishes it first."
    begin = changed(start.one_release, was_cut_off_late)
    return deployment("finishes_first", story, begin, "C", 0)


def environment_is_lost(o: Operator) -> None:
    """Somebody deleted the environment that lies where the predecessor had it."""
    o.remove(f"{APP}/venv")


def wheel_is_damaged(o: Operator) -> None:
    """A bit of the newest backup's wheel flipped."""
    path = f"{BACKUPS}/wheel_{past.newest(o)}/{FILE_NAME}"
    o.put(path, flipped(o.read(path)))


def wheel_is_lost(o: Operator) -> None:
    """Somebody deleted the newest backup's wheel."""
    o.remove(f"{BACKUPS}/wheel_{past.newest(o)}/{FILE_NAME}")


def live_wheel_is_lost(o: Operator) -> None:
    """Somebody deleted the wheel that the live release keeps for its backup."""
    o.remove(f"{o.resolve(f'{APP}/current')}/{FILE_NAME}")


def was_cut_off(o: Operator) -> None:
    """The deployer was killed while it staged C."""
    told = o.deploy(CONFIG, request("C"), ("0.files.flush@flush#1=kill_after",))
    assert told is None, "the deployer was to be killed"


def was_cut_off_late(o: Operator) -> None:
    """The deployer was killed once B was proven, before it was on record."""
    cut_off_late(o, "B")


def cut_off_late(o: Operator, letter: str) -> None:
    """Have a deployment of a release killed past its commit point."""
    told = o.deploy(CONFIG, request(letter), ("0.files.write@record#1=kill",))
    assert told is None, "the deployer was to be killed"
