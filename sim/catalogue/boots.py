"""Boots: what PM2 brings back after a loss of power is not what was live when it went."""

from __future__ import annotations

from dataclasses import replace

from sim.catalogue.halves import cut_off_late
from sim.people.operator import Operator
from sim.states import saved, start
from sim.states.hosts import NAME, no_interpreter, until_it_serves
from sim.states.start import changed, request, run_pm2, settled
from sim.stories.scenario import Scenario, deployment, offers


def scenarios() -> list[Scenario]:
    """Return the scenarios: what PM2 brings back is not yet, or never, what should be live."""
    told = {
        "finishes_over_a_stopped_one": (
            "After a loss of power the release before came back; a person has stopped it.",
            old_one_was_stopped,
        ),
        "finishes_over_a_starting_one": (
            "After a loss of power the release before comes back, and does not listen yet.",
            old_one_is_starting,
        ),
    }
    return [
        *(
            deployment(name, story, changed(start.one_release, change), "X", 2)
            for name, (story, change) in told.items()
        ),
        deployment(
            "finishes_after_a_boot",
            "A deployment was cut off past its commit point by a loss of power: PM2 starts it.",
            changed(start.one_release, new_one_is_starting),
            "C",
            0,
        ),
        replace(
            deployment(
                "finishes_without_ground",
                "After a loss of power the release before came back; the interpreter went since.",
                changed(start.one_release, new_one_is_unfounded),
                "C",
                3,
                fatal=True,
            ),
            only_modelled="in a sandbox the interpreter is the machine's own, and stays",
        ),
    ]


def old_one_was_stopped(o: Operator) -> None:
    """B was cut off once it was proven, and PM2 brought A back by the paths in its list."""
    saved.by_real_paths(o)
    _was_cut_off_and_booted(o)
    run_pm2(o, "stop", NAME)


def old_one_is_starting(o: Operator) -> None:
    """The same, and what PM2 brings back takes a minute to load its model."""
    offers("C", '{"ready_s": 63}')(o)
    settled(o, request("C"))
    saved.by_real_paths(o)
    _was_cut_off_and_booted(o)


def new_one_is_starting(o: Operator) -> None:
    """The power failed once X was proven; that takes long to listen, and PM2 has just begun it."""
    offers("X", '{"ready_s": 63}')(o)
    cut_off_late(o, "X")
    o.lose_power()
    o.boot()


def new_one_is_unfounded(o: Operator) -> None:
    """PM2 brought A back by the paths in its list; then an upgrade of the system went wrong."""
    saved.by_real_paths(o)
    _was_cut_off_and_booted(o)
    until_it_serves(o)
    no_interpreter(o)


def _was_cut_off_and_booted(o: Operator) -> None:
    cut_off_late(o, "B")
    offers("X", '{"imports": false}')(o)
    o.lose_power()
    o.boot()
