"""Whoever is refused and told what to do does that: then it goes, and what serves has served on.

What is told for a person to read, and not for a shell, is nothing that can be done here.
"""

from __future__ import annotations

from collections.abc import Mapping

from deploy.advising import AGAIN
from deploy.model import Apply, Restore
from deploy.verdict import Verdict
from sim.oracles import truth
from sim.oracles.truth import Tree
from sim.oracles.violation import Violation
from sim.people import obeying
from sim.stories.deployer import told_by
from sim.stories.scenario import Scenario
from sim.world import World

CURES_MAX = 4
"""One cure may bring the next thing to light, and no more than these."""
SETTLES_S = 60.0
REFUSED = 2
NEXT = "  next: "


def judge(
    scenario: Scenario,
    world: World,
    request: Apply | Restore,
    told: Verdict,
    known: Mapping[str, Tree],
) -> None:
    """Obey on a copy of the host, and ask again; raise `Violation` where that is no help.

    On a host that is broken to begin with a person has to look first.
    """
    if scenario.fatal:
        return
    fork, served, lay_live = world.fork(), truth.served(world, known), _live(world, known)
    for cures in range(CURES_MAX):
        advice = told.message.partition(NEXT)[2]
        commands = obeying.commands_in(advice)
        can_be_done = bool(commands) or advice == AGAIN
        if told.exit_code != REFUSED or not (can_be_done or cures):
            return
        if not can_be_done:
            raise Violation("advice", f"what was advised was done, and yet: {told.message}")
        try:
            obeying.obey(fork, commands)
        except (OSError, AssertionError) as error:
            raise Violation("advice", f"{advice}: {error}") from None
        fork.advance(SETTLES_S)
        if truth.served(fork, known) != served:
            raise Violation("advice", f"{advice}: what served then serves no more")
        live = _live(fork, known)
        if served is not None and live not in (served, lay_live):
            raise Violation("advice", f"{advice}: {served} serves, and live is {live}")
        fork.begin(fork.command + 1)
        again = told_by(fork, scenario.settings(request), request)
        if again is None or (again.exit_code == REFUSED and _reason(again) == _reason(told)):
            raise Violation("advice", f"{advice}: it was done, and changes nothing")
        told = again
    raise Violation("advice", f"after {CURES_MAX} cures: {told.message}")


def _live(world: World, known: Mapping[str, Tree]) -> str | None:
    return truth.label_of(truth.tree_at(world, truth.LIVE), known)


def _reason(told: Verdict) -> str | None:
    return told.message.partition(NEXT)[0] if told.report is None else told.report.reason
