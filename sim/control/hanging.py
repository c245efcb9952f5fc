"""A deployer that hangs in the middle of its work."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.ports.host import SimLog
from sim.world import World


@dataclass(slots=True)
class Hanging:
    """The log of a deployer that hangs when it has stopped the service and goes on."""

    world: World
    seconds: float
    log: SimLog = field(init=False)

    def __post_init__(self) -> None:
        self.log = SimLog(self.world)

    def step(self, name: str, summary: str) -> None:
        self.log.step(name, summary)
        if name == "start":
            self.world.pass_time(self.seconds)

    def note(self, text: str) -> None:
        self.log.note(text)

    def lines(self) -> tuple[str, ...]:
        return self.log.lines()
