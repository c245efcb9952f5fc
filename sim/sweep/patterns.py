"""Patterns: one line that stands for many runs, and what a worker makes of it.

| written | what it stands for |
|---|---|
| `NAME:PLAN` | one run |
| `NAME:PLAN*?3` | the same, and its last fault two and three times, as far as that goes |
| `NAME:@STEP=?` | every crash of a step, with every image of a loss of power |
| `NAME:@STEP=?5` | five in a hundred of those |
| `NAME:@STEP/3/20=?` | the third of twenty equal parts of them |
| `NAME~?...` | what a genre makes of it: a race in all its orders |
| `...+?` | each of the runs before it, and after it every single fault on the way it has led to |
| `...+?3` | three in a hundred of those |
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from deploy.errors import Refused
from sim.harm.faults import Fault, Plan, faults_at, once_more, parse_plan
from sim.stories import crashes, repertoire, scenarios, story
from sim.stories.crashes import Branch
from sim.stories.likeness import Settled
from sim.stories.run import Run
from sim.sweep.shares import SPREAD

AROUND = {"uv.write": "run.uv"}
"""An effect within another one, and that one, which is over after it."""
Heed = Callable[[Run], None]
"""Counts a run."""

WRITTEN = re.compile(
    r"(?P<name>[^:]*):?(?:@(?P<step>[a-z_]+)(?:/(?P<part>[0-9]+)/(?P<parts>[0-9]+))?"
    r"=\?(?P<crashes>[0-9.]*)|(?P<plan>.*?)(?:\*\?(?P<times>[0-9]+))?)"
    r"(?P<then>\+\?(?P<pairs>[0-9.]*))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A line of work."""

    name: str
    plan: Plan
    """One run, where no step is named."""
    times: int
    """So often at most its last fault strikes."""
    step: str
    """The step whose crashes are meant; empty for one run."""
    part: int
    parts: int
    """Which of so many equal parts of its crashes, from 1 on."""
    crashes: float
    """The share of its crashes, from 0 to 1."""
    pairs: float
    """The share of the faults that follow each run, from 0 to 1."""


def parse(text: str) -> Pattern:
    """Read a pattern; raise `Refused` where its plan is none."""
    found = WRITTEN.fullmatch(text)
    assert found is not None, "everything is a plan, if not a good one"
    return Pattern(
        name=found["name"],
        plan=parse_plan(found["plan"] or ""),
        times=int(found["times"] or 1),
        step=found["step"] or "",
        part=int(found["part"] or 1),
        parts=int(found["parts"] or 1),
        crashes=_share(found["crashes"] or ""),
        pairs=_share(found["pairs"]) if found["then"] else 0.0,
    )


def _share(percent: str) -> float:
    return float(percent) / 100 if percent else 1.0


def run(text: str, settled: Settled, heed: Heed) -> None:
    """Tell every run that a pattern stands for; `settled` is kept for one scenario alone."""
    if SPREAD in text:
        for told in _spread(text, settled):
            heed(told)
        return
    pattern = parse(text)
    chance = random.Random(text)
    if not pattern.step:
        first = tell(pattern.name, pattern.plan, settled)
        heed(first)
        for fault in _seconds(first, pattern.pairs, chance):
            heed(tell(pattern.name, (*pattern.plan, fault), settled))
        _again(pattern, first, settled, heed)
        return

    number = count(1 - pattern.part)

    def each(branch: Branch) -> None:
        if next(number) % pattern.parts or not _is_drawn(pattern.crashes, chance):
            return
        crashed = _gone_on(branch.take(), settled)
        heed(crashed)
        for fault in _seconds(crashed, pattern.pairs, chance):
            heed(_gone_on(branch.take(fault), settled))

    crashes.record(story.Telling(scenarios.named(pattern.name), ()), each, (0, pattern.step))


def _again(pattern: Pattern, told: Run, settled: Settled, heed: Heed) -> None:
    """Tell it with the last fault once more, as long as the run before met one more to strike."""
    for _ in range(pattern.times - 1):
        more = once_more(told.plan[-1], (effect.site for effect in told.trace))
        if more is None or told.violation is not None or told.void:
            return
        told = tell(pattern.name, (*told.plan[:-1], more), settled)
        heed(told)


def _spread(text: str, settled: Settled) -> Iterable[Run]:
    spread = repertoire.genre_of(text).spread
    if spread is None:
        raise Refused(f"{text!r} stands for nothing", "See: python -m sim list")
    return spread(text, settled)


def _gone_on(telling: story.Telling, settled: Settled) -> Run:
    """Tell what is left of a story; what was recorded before the crash counts but once."""
    before = len(telling.world.trace)
    telling.settled, telling.run.deployments = settled, 0
    run = telling.tell()
    run.effects -= before
    return run


def _is_drawn(share: float, chance: random.Random) -> bool:
    return share >= 1 or chance.random() < share


def _seconds(first: Run, share: float, chance: random.Random) -> Iterator[Fault]:
    """Give the faults that are to follow a run; none where it proved nothing itself."""
    if share and first.violation is None and not first.void:
        yield from (fault for fault in faults_after(first) if _is_drawn(share, chance))


def faults_after(run: Run) -> Iterator[Fault]:
    """Give every single fault between the last one of a run and its mending."""
    last = run.plan[-1].sites[-1] if run.plan else None
    place = max((p for p, effect in enumerate(run.trace) if effect.site == last), default=-1)
    around = AROUND.get("" if last is None else last.op)
    for effect in run.trace[place + 1 :]:
        if effect.op == around:  # it had begun before
            around = None
            continue
        if run.mended_at is not None and effect.command >= run.mended_at:
            return
        yield from faults_at(effect.site)


def tell(name: str, plan: Plan, settled: Settled) -> Run:
    """Tell one run, not further than to a world that is settled."""
    genre = repertoire.genre_of(name)
    return genre.tell(name, plan) if genre.briefly is None else genre.briefly(name, plan, settled)
