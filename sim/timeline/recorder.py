"""Recording: somebody who looks on at every effect, hears what is told, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sim.effect import Effect
from sim.states.places import BASE
from sim.timeline import words
from sim.timeline.labels import Labels
from sim.timeline.model import Change, Kind, Lane, Row
from sim.timeline.serving import Watching
from sim.timeline.stage import BETWEEN, Processes, Stage, actor_of, only_looks, state_of
from sim.timeline.state import PROCESS, Sight
from sim.world import World

KINDS = frozenset(kind.value for kind in (Kind.ASKED, Kind.TOLD, Kind.MENDED))


@dataclass(slots=True)
class Recorder:
    """Attends the worlds of one run."""

    labels: Labels = field(default_factory=Labels)
    stages: list[Stage] = field(default_factory=list)
    began: float = 0.0

    def attend(self, world: World, name: str) -> None:
        """Look on at a world from now on: a host, or as another deployer on a host has it."""
        world.onlooker, world.listener = self.sees, self.hears
        there = next((stage for stage in self.stages if stage.machine is world.machine), None)
        if there is not None:
            there.actors.append(world)
            there.lane.actors.append(name)
            return
        lane = Lane(name=name, base=BASE, serves=bool(world.disk.root))
        sight, watching = Sight(self.labels), Watching(self.labels)
        stage = Stage(len(self.stages), world, world.machine, lane, sight, watching, [world])
        lane.actors.append(name)
        sight.worlds = stage.actors
        if not self.stages:
            self.began = world.machine.now
        self.stages.append(stage)
        lane.begin = {place: word for place, word in sight.changes(world) if word is not None}
        self._watch(stage)

    def reads(self, trace: Iterable[Effect]) -> None:
        """Read what a run did, where nobody could look on: no more is known of its worlds."""
        world = World()
        self.attend(world, "run")
        (stage,) = self.stages
        for effect in trace:
            world.machine.now = effect.at
            self.sees(world, effect)
        self.began = stage.rows[0].at if stage.rows else world.machine.now

    def sees(self, world: World, effect: Effect) -> None:
        """See an effect, once it is over; a person's are seen too, in the same machine."""
        stage = self._stage(world)
        self._mended(stage)
        self._add(
            stage,
            Row(
                at=effect.at,
                lane=stage.number,
                actor=actor_of(stage, world),
                kind=Kind.EFFECT,
                command=effect.command,
                op=effect.op,
                step=effect.step,
                number=effect.number,
                detail=effect.detail,
                outcome=effect.outcome,
                changes=() if only_looks(stage, effect) else self._changes(stage),
            ),
        )

    def hears(self, world: World, what: str, thing: object) -> None:
        """Hear what was asked or told, or that all was mended."""
        stage = self._stage(world)
        if what == Kind.MENDED.value:
            stage.mended = True
            return
        self._mended(stage)
        stage.between = what == Kind.TOLD.value and len(stage.actors) == 1
        kind = Kind(what) if what in KINDS else Kind.DEED
        self._remark(stage, kind, thing, world)

    def _mended(self, stage: Stage) -> None:
        """Say that all was mended once something follows from it."""
        if stage.mended and stage.rows:
            stage.mended = False
            self._remark(stage, Kind.MENDED, None, stage.world)

    def _remark(self, stage: Stage, kind: Kind, thing: object, world: World) -> None:
        self._add(
            stage,
            Row(
                at=world.machine.now,
                lane=stage.number,
                actor=actor_of(stage, world),
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
        last = stage.rows[-1] if stage.rows and len(stage.actors) > 1 else None
        row = Row(
            at=world.machine.now,
            lane=stage.number,
            actor=0 if last is None else last.actor,
            kind=Kind.OWN,
            command=world.command if last is None else last.command,
            op=op,
            step=BETWEEN if stage.between else world.step if last is None else last.step,
            detail=detail,
            changes=changes,
        )
        self._add(stage, row)
        stage.stirred = True

    def _changes(self, stage: Stage) -> tuple[Change, ...]:
        stage.stirred = False
        if not stage.led_back:
            return stage.sight.changes(stage.world)
        stage.led_back, stage.sight = False, Sight(self.labels, stage.actors)
        then = state_of(stage)
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
        stage = next(stage for stage in self.stages if any(each is world for each in stage.actors))
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
