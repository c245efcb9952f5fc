"""What was served at each moment: spans of time, exact to the moment a process came or went."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.machinery import service
from sim.machinery.machine import Machine
from sim.machinery.running import Running
from sim.oracles.truth import HEALTHY
from sim.states.places import CONFIG, PORT
from sim.timeline.labels import Labels
from sim.timeline.model import Served, Span, State
from sim.world import World

NOT_READY = 503


@dataclass(slots=True)
class Watching:
    """Looks at one machine whenever something happened there, and keeps what it served since."""

    labels: Labels
    turns: list[tuple[float, Served]] = field(default_factory=list)
    """From when on what is served."""
    due: tuple[float, Served] | None = None
    """When the process that is warming up will be healthy, and what it serves then."""

    def look(self, world: World) -> None:
        """See what is served now."""
        now = world.machine.now
        if self.due is not None and self.due[0] <= now:
            self._turn(*self.due)
        self.due = None
        self._turn(now, self._served(world))

    def _turn(self, at: float, served: Served) -> None:
        if not self.turns or self.turns[-1][1] != served:
            self.turns.append((at, served))

    def _served(self, world: World) -> Served:
        machine = world.machine
        process = machine.listener(PORT)
        if process is None:
            return Served(State.NOTHING)
        if process.serving is None:
            return Served(State.STRANGER, process.name)
        label = self.labels.of(world, process)
        answer = service.answer(
            process.serving, CONFIG.health_path, up_s=machine.now - process.started, started=0
        )
        if answer == HEALTHY:
            return Served(State.SERVES, label)
        if answer.status == NOT_READY and (ready := _ready(machine, process)) is not None:
            self.due = ready, Served(State.SERVES, label)
            return Served(State.WARMING, label)
        said = answer.body.decode(errors="replace") if answer.status == HEALTHY.status else ""
        return Served(State.ILL, label, said or str(answer.status))

    def forget(self, since: float) -> None:
        """Forget what was seen after a moment: the world was led back to it."""
        self.turns = [turn for turn in self.turns if turn[0] <= since]
        self.due = None

    def spans(self, ended: float) -> tuple[Span, ...]:
        """Return what was served, from the first look to the end."""
        if self.due is not None and self.due[0] < ended:
            self._turn(*self.due)
        turns = self.turns or [(ended, Served(State.NOTHING))]  # nobody ever looked
        moments = [turn[0] for turn in turns[1:]] + [ended]
        found = [Span(at, end, what) for (at, what), end in zip(turns, moments, strict=True)]
        return tuple(span for span in found if span.end > span.begin or span is found[-1])


def _ready(machine: Machine, process: Running) -> float | None:
    """Return when a process that warms up will be healthy, if it will."""
    serving = process.serving
    if serving is None:
        return None
    behaviour = serving.behaviour
    ready = process.started + behaviour.ready_s + behaviour.warming_s
    healthy = behaviour.health == HEALTHY.status and behaviour.status == "ok"
    return ready if healthy and ready > machine.now else None
