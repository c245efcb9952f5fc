"""Recording: somebody who looks on at every effect, hears what is told, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sim.effect import Effect
from sim.machine import Machine, Running
from sim.places import BASE
from sim.timeline import words
from sim.timeline.labels import Labels
from sim.timeline.model import Change, Kind, Lane, Row
from sim.timeline.serving import Watching
from sim.timeline.state import PROCESS, Sight
from sim.world import World

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
    rows: list[Row] = field(default_factory=list)
    mended: bool = False
    """All was mended since the last row."""
    led_back: bool = False


@dataclass(slots=True)
class Recorder:
    """Attends the worlds of one run."""

    labels: Labels = field(default_factory=Labels)
    stages: list[Stage] = field(default_factory=list)
    began: float = 0.0

    def attend(self, world: World, name: str) -> None:
        """Look on at a world from now on."""
        lane = Lane(name=name, base=BASE, serves=bool(world.disk.root))
        sight, watching = Sight(self.labels), Watching(self.labels)
        stage = Stage(len(self.stages), world, world.machine, lane, sight, watching)
        if not self.stages:
            self.began = world.machine.now
        self.stages.append(stage)
        world.onlooker, world.listener = self.sees, self.hears
        lane.begin = {place: word for place, word in sight.changes(world) if word is not None}
        self._watch(stage)

    def sees(self, world: World, effect: Effect) -> None:
        """See an effect, once it is over; a person's are seen too, in the same machine."""
        stage = self._stage(world)
        self._mended(stage)
        self._add(
            stage,
            Row(
                at=effect.at,
                lane=stage.number,
                kind=Kind.EFFECT,
                command=effect.command,
                op=effect.op,
                step=effect.step,
                number=effect.number,
                detail=effect.detail,
                outcome=effect.outcome,
                changes=self._changes(stage),
            ),
        )

    def hears(self, world: World, what: str, thing: object) -> None:
        """Hear what was asked or told, or that all was mended."""
        stage = self._stage(world)
        if what == Kind.MENDED.value:
            stage.mended = True
            return
        self._mended(stage)
        self._remark(stage, Kind(what), thing)

    def _mended(self, stage: Stage) -> None:
        """Say that all was mended once something follows from it."""
        if stage.mended and stage.rows:
            stage.mended = False
            self._remark(stage, Kind.MENDED, None)

    def _remark(self, stage: Stage, kind: Kind, thing: object) -> None:
        world = stage.world
        self._add(
            stage,
            Row(
                at=world.machine.now,
                lane=stage.number,
                kind=kind,
                command=world.command,
                step=world.step,
                detail=words.remark(kind, thing),
                outcome=words.outcome(thing) if kind is Kind.TOLD else "ok",
                changes=self._changes(stage),
                thing=thing,
            ),
        )

    def _add(self, stage: Stage, row: Row) -> None:
        stage.rows.append(row)
        if stage.lane.serves:
            stage.watching.look(stage.world)

    def _process(self, stage: Stage, pid: int) -> None:
        """Hear that a process came, changed or went, which may be in the middle of an effect."""
        before = stage.sight.flat.get(f"{PROCESS}/{pid}")
        world, changes = stage.world, stage.sight.came_or_went(stage.world, pid)
        if not changes:
            return
        op, detail = words.process(pid, before, changes[0][1])
        row = Row(
            at=world.machine.now,
            lane=stage.number,
            kind=Kind.OWN,
            command=world.command,
            op=op,
            step=world.step,
            detail=detail,
            changes=changes,
        )
        self._add(stage, row)

    def _changes(self, stage: Stage) -> tuple[Change, ...]:
        if not stage.led_back:
            return stage.sight.changes(stage.world)
        stage.led_back, stage.sight = False, Sight(self.labels)
        then = _state(stage)
        now = {place: word for place, word in stage.sight.changes(stage.world) if word is not None}
        gone: list[Change] = [(place, None) for place in sorted(then.keys() - now.keys())]
        came = [(place, word) for place, word in sorted(now.items()) if then.get(place) != word]
        return (*gone, *came)

    def _watch(self, stage: Stage) -> None:
        """Hear of processes from the machine that is there now."""
        machine = stage.machine = stage.world.machine

        def heard(pid: int) -> None:
            if machine is stage.machine:
                self._process(stage, pid)

        machine.processes = Processes(machine.processes.items(), heard)
        if stage.lane.serves:
            stage.watching.look(stage.world)

    def _stage(self, world: World) -> Stage:
        """Return where a world is looked at."""
        for stage in self.stages:
            if stage.machine is world.machine:
                return stage
        stage = next(stage for stage in self.stages if stage.world is world)
        self._leads_back(stage, world.command)
        return stage

    def _leads_back(self, stage: Stage, command: int) -> None:
        """Forget what never was: the world was led back to where a command began."""
        last = min(command, stage.rows[-1].command) if stage.rows else command
        while stage.rows and stage.rows[-1].command >= last:
            stage.rows.pop()
        stage.watching.forget(stage.rows[-1].at if stage.rows else self.began)
        stage.led_back = True
        self._watch(stage)


def _state(stage: Stage) -> dict[str, str]:
    """Return the state that the rows of a stage lead to."""
    state = dict(stage.lane.begin)
    for row in stage.rows:
        for place, word in row.changes:
            if word is None:
                state.pop(place, None)
            else:
                state[place] = word
    return state
