"""A host behind the remote shell: a world of its own, and what its agent ran there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from deploy.config import Config
from deploy.control.ports import Order
from sim.control.reachable import Reachable
from sim.control.stint import Stint
from sim.harm.faults import Plan
from sim.states.places import CONFIG
from sim.world import World


@dataclass(slots=True)
class Station:
    """One host and its agent's scripts."""

    instance: str
    world: World
    bucket: Reachable
    config: Config = CONFIG
    plans: dict[int, Plan] = field(default_factory=dict)
    """What goes wrong on the host, by the number of the script."""
    hangs_s: float = 0.0
    """How long the first deployer hangs once it has stopped the service."""
    lost_for_s: float = 0.0
    """How long the agent is lost once it has begun its first script."""
    slow_s: float = 0.0
    """How much longer each script takes than the host needs."""
    chatter: bytes = b""
    """What each script writes on top of its own words."""
    rival_from: float = inf
    """From which script on another deployer has the lock."""
    stints: list[Stint] = field(default_factory=list)
    lost: Callable[[float, float], None] = lambda _begin, _end: None
    """Says that the agent is lost from one moment to another."""

    def start(self, instance: str, order: Order, at: float) -> Stint:
        """Begin a script, as an agent does."""
        assert instance == self.instance
        stint = Stint(station=self, order=order, began=at, number=len(self.stints))
        self.stints.append(stint)
        if self.lost_for_s:
            self.lost(at + 1, at + 1 + self.lost_for_s)
            self.lost_for_s = 0.0
        return stint
