"""A stage: one world that is looked at, its rows so far, and how it is heard of its processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sim.effect import Effect
from sim.machinery.machine import Machine
from sim.machinery.running import Running
from sim.timeline.model import Lane, Row
from sim.timeline.serving import Watching
from sim.timeline.state import LOCK, Sight, holder_of
from sim.world import World

LOOKS = frozenset(
    (
        *("files.read", "files.names", "files.walk", "files.free_bytes"),
        *("processes.listener", "processes.listeners", "http.get", "clock.sleep"),
    )
)
"""Operations that change nothing by themselves."""
BETWEEN = "between"
"""The step of what happens while no command is at work."""
PERSON = "person"
"""The step in which a person does something."""
Heard = Callable[[int], None]


class Processes(dict[int, Running]):
    """The processes of a machine, which say so when one comes, changes or goes."""

    def __init__(self, begin: Iterable[tuple[int, Running]], heard: Heard) -> None:
        """Hold what runs already, of which nothing is said."""
        super().__init__(begin)
        self.heard = heard

    def __setitem__(self, pid: int, process: Running) -> None:
        super().__setitem__(pid, process)
        self.heard(pid)

    def __delitem__(self, pid: int) -> None:
        super().__delitem__(pid)
        self.heard(pid)

    def pop(self, pid: int, *default: Running | None) -> Running | None:  # type: ignore[override]
        """Let one go."""
        there = pid in self
        gone = super().pop(pid, *default)
        if there:
            self.heard(pid)
        return gone

    def clear(self) -> None:
        """Let all go at once: the power is lost."""
        gone = list(self)
        super().clear()
        for pid in gone:
            self.heard(pid)


@dataclass(slots=True)
class Stage:
    """One world that is looked at."""

    number: int
    world: World
    machine: Machine
    lane: Lane
    sight: Sight
    watching: Watching
    actors: list[World] = field(default_factory=list)
    """The same host as each deployer on it has it."""
    rows: list[Row] = field(default_factory=list)
    mended: bool = False
    """All was mended since the last row."""
    led_back: bool = False
    """The world was led back to where a command began, since the last row."""
    between: bool = False
    """A command has ended, and none was asked for since."""
    stirred: bool = True
    """A process came or went since all was looked at."""


def actor_of(stage: Stage, world: World) -> int:
    """Return the number of the deployer whose world this is; a person is none of them."""
    for number, each in enumerate(stage.actors):
        if each is world:
            return number
    if world.step == PERSON:
        return 0
    stage.actors.append(world)
    stage.lane.actors.append(f"deployer {len(stage.actors) - 1}")
    return len(stage.actors) - 1


def only_looks(stage: Stage, effect: Effect) -> bool:
    """Say whether an effect can have changed nothing: to look at all again costs the most."""
    if effect.op not in LOOKS or effect.outcome != "ok" or stage.stirred or stage.led_back:
        return False
    return stage.sight.flat.get(LOCK) == holder_of(stage.world, stage.actors)


def state_of(stage: Stage) -> dict[str, str]:
    """Return the state that the rows of a stage lead to."""
    state = dict(stage.lane.begin)
    for row in stage.rows:
        for place, word in row.changes:
            if word is None:
                state.pop(place, None)
            else:
                state[place] = word
    return state
