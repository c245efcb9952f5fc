"""One run of the deployer on a simulated host, from its first effect to its last word."""

from __future__ import annotations

from collections.abc import Mapping

from deploy import interruption
from deploy.config import Config
from deploy.model import Apply, Restore
from deploy.verdict import Verdict
from sim.harm.signals import heeding
from sim.oracles import truth, wording
from sim.oracles.truth import Tree
from sim.ports.host import host_of
from sim.world import Crash, World


class Begun:
    """How the world was when a command began."""

    def __init__(self, world: World, known: Mapping[str, Tree], start: World) -> None:
        """Take down what is needed later; `start` is a copy of the world."""
        self.start = start
        self.at, self.ahead_s, self.effects = world.machine.now, world.ahead_s, len(world.trace)
        self.live = truth.label_of(truth.tree_at(world, truth.gone_back_to(world)), known)


def told_by(world: World, config: Config, request: Apply | Restore | None) -> Verdict | None:
    """Run the deployer once; None where it crashed."""
    world.remark("asked", request)
    try:
        with heeding():
            told = interruption.judged(host_of(world, config), request)
    except Crash:
        told = None
    world.remark("told", told)
    if told is not None:
        wording.an_earlier_end_is_told(told)
    return told
