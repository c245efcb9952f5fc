"""The races: two deployers, or three, that come to one host at the same time."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace

from deploy.errors import Refused
from sim.goods import wheels
from sim.people.operator import Operator
from sim.race.deeds import (
    FILES,
    LIST,
    RECOVERING,
    REMOTE_STATUS,
    SNAPSHOT,
    STATUS,
    Deed,
    applying,
    previewing,
    receiving_apply,
    restoring,
)
from sim.race.races import Race
from sim.states import start
from sim.states.past import CRASHES
from sim.states.places import CONFIG
from sim.states.start import Change, Start, changed


def _killed(letter: str, *events: str) -> Change:
    """Return: a deployment was killed, and nobody has recovered since."""

    def change(o: Operator) -> None:
        told = o.deploy(CONFIG, start.request(letter), events)
        assert told is None, f"it was to be killed: {told}"

    return change


def _offers_what_crashes(o: Operator) -> None:
    """X is offered, which crashes."""
    start.offer(o, "X", wheels.wheel("X", CRASHES))


ONE, TWO = start.one_release, start.two_releases
PREPARING = changed(ONE, _killed("B", "0.files.write@fetch#1=kill_after"), "killed preparing")
CHANGING = changed(
    ONE, _killed("B", "0.files.link@point_to_new#1=kill_after"), "killed in the change"
)
COMMITTED = changed(ONE, _killed("B", "0.files.write@record#1=kill_after"), "killed finishing")
BROKEN = changed(ONE, _offers_what_crashes)


@functools.cache
def everything() -> Mapping[str, Race]:
    """Return every race by name, in a fixed order."""
    larger = (replace(race, large=True) for race in _larger())
    return {race.name: race for race in (*_changes(), *_recoveries(), *_looks(), *larger)}


def named(name: str) -> Race:
    """Return a race by its name; raise `Refused` where there is none."""
    found = everything().get(name)
    if found is None:
        raise Refused(f"there is no race {name!r}", "See: python -m sim list")
    return found


def _changes() -> tuple[Race, ...]:
    b, c = applying("B"), applying("C")
    ci_b, ci_c = receiving_apply("B", 1), receiving_apply("C", 2)
    return (
        _race("two_operators", "Two operators deploy B and C.", ONE, b, c),
        _race("same_commit", "Two operators deploy the same commit.", ONE, b, b),
        _race("first_deploy", "Two operators deploy to an empty host.", start.bare, b, c),
        _race("operator_and_ci", "An operator deploys B, CI deploys C.", ONE, b, ci_c),
        _race("ci_twice", "CI deploys B and C by two instructions.", ONE, ci_b, ci_c),
        _race("deploy_and_rollback", "C is deployed, A restored.", TWO, c, restoring("A")),
        _race("rollback_and_ci", "A is restored, CI deploys C.", TWO, restoring("A"), ci_c),
        _race("two_rollbacks", "A is restored twice.", TWO, restoring("A"), restoring("A")),
        _race(
            "broken_and_good",
            "X is deployed, which crashes, and B.",
            BROKEN,
            applying("X"),
            b,
            ends=1,
        ),
    )


def _recoveries() -> tuple[Race, ...]:
    b, c = applying("B"), applying("C")
    return (
        _race("boot_and_deploy", "The host boots, nothing is open.", ONE, RECOVERING, b),
        _opened("recover_prepared", "Killed while preparing.", PREPARING, c),
        _opened("recover_changed", "Killed in the change.", CHANGING, c, ends=1),
        _opened("recover_finished", "Killed while finishing.", COMMITTED, c),
        _opened("recover_twice", "Killed in the change.", CHANGING, RECOVERING, ends=1),
        _opened(
            "recover_and_ci", "Killed in the change.", CHANGING, receiving_apply("C", 2), ends=1
        ),
    )


def _looks() -> tuple[Race, ...]:
    return (
        _opened("files_recovering", "Killed in the change, then a look.", CHANGING, FILES, ends=1),
    )


def _larger() -> tuple[Race, ...]:
    b, c = applying("B"), applying("C")
    crashing, old = applying("X"), start.predecessor
    return (
        _race("files", "Somebody looks at the files while B is deployed.", ONE, b, FILES),
        _race("files_restoring", "Somebody looks while A is restored.", TWO, restoring("A"), FILES),
        _race("list", "Somebody lists the backups while B is deployed.", ONE, b, LIST),
        _race("status", "Somebody looks while B is deployed.", ONE, b, STATUS),
        _race("remote_status", "CI looks while B is deployed.", ONE, b, REMOTE_STATUS),
        _race(
            "status_restoring", "Somebody looks while A is restored.", TWO, restoring("A"), STATUS
        ),
        _race("status_broken", "Somebody looks while X crashes.", BROKEN, crashing, STATUS, ends=1),
        _opened(
            "status_recovering", "Killed in the change, then a look.", CHANGING, STATUS, ends=1
        ),
        _race("preview", "Somebody asks what C would do, B is deployed.", ONE, b, previewing("C")),
        _race("snapshot", "A snapshot is taken while B is deployed.", ONE, b, SNAPSHOT),
        _race("three", "Two operators, and somebody who looks.", ONE, b, c, STATUS),
        _race("three_deploy", "Two operators and CI.", TWO, b, c, receiving_apply("C", 2)),
        _race("adoption", "Two operators on a host of the predecessor.", old, b, c),
        _race("adoption_status", "Somebody looks while a host is adopted.", old, b, STATUS),
        _opened("boot_deploy_look", "Killed in the change.", CHANGING, c, STATUS, ends=1),
    )


def _race(name: str, told: str, begin: Start, *deeds: Deed, ends: int = 0) -> Race:
    return Race(name=name, told=told, start=begin, deeds=deeds, ends=ends)


def _opened(name: str, told: str, begin: Start, *others: Deed, ends: int = 0) -> Race:
    """Return the race of a recovery with others, on a host where B was left open."""
    deeds = (RECOVERING, *others)
    return Race(name=name, told=told, start=begin, deeds=deeds, ends=ends, before=ONE)
