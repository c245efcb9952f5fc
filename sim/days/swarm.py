"""Swarms: lives made up by chance, each with another choice of what happens in it at all.

A life whose deeds were drawn from all of them evenly would seldom see ten deployments in a row, or
a disk that stays full. So each swarm leaves most kinds of deeds and faults out.
"""

from __future__ import annotations

from random import Random

from sim.days import drawing, healing
from sim.days.deeds import DEEDS, GROUPS, do
from sim.days.life import Life
from sim.days.starts import STARTS, begun
from sim.effect import Effect
from sim.harm.faults import Fault

LENGTHS = (10, 40)
ALWAYS = "deploy_good"
SHARE = 0.5
"""Of the kinds of deeds, so many happen in one life."""
OFTEN = {"deploy_good": 5, "deploy_broken": 3, "restore": 3, "force": 2, "recover": 2, "wait": 2}
FAULTS_MAX = 3
"""In one deed: the second strikes what the first has led to."""
NEXT_SHARE = 0.35


class Swarm:
    """One life made up by chance, from its number alone."""

    def __init__(self, number: str) -> None:
        """Choose what may happen in it."""
        self.chance = chance = Random(f"days {number}")
        self.first = chance.choice(sorted(STARTS))
        self.length = chance.randint(*LENGTHS)
        self.groups = [group for group in GROUPS if group == ALWAYS or chance.random() < SHARE]
        self.weights = [OFTEN.get(group, 1) for group in self.groups]
        self.weather = drawing.climate(chance)
        self.life: Life = begun(self.first)
        """The life as far as it has come, or as it came to its violation."""

    def live(self) -> None:
        """Live it to its end; raise the first `Violation`."""
        for _ in range(self.length):
            self._do(self._word())
        healing.converge(self.life)

    def _word(self) -> str:
        (group,) = self.chance.choices(self.groups, self.weights)
        return self.chance.choice([word for word, deed in DEEDS.items() if deed.group == group])

    def _do(self, word: str) -> None:
        """Do a deed; where it is struck, do it again from where it began, with the fault."""
        before = self.life
        self.life = before.fork()
        do(self.life, word)
        if self.chance.random() >= self.weather.rate:
            return
        for _ in range(FAULTS_MAX):
            fault = drawing.fault(self.chance, self._after_the_last(before), self.weather)
            if fault is None:
                return
            plan = [*self.life.plan, fault]
            self.life = before.fork()
            self.life.plan = plan
            self.life.world.load(tuple(plan[len(before.plan) :]), self.life.world.person)
            for each in plan[len(before.plan) :]:
                self._count(each)
            if len(plan) > len(before.plan) + 1:
                self.life.count("compound")
            do(self.life, word)
            if self.chance.random() >= NEXT_SHARE:
                return

    def _count(self, fault: Fault) -> None:
        self.life.count("kind", fault.kind)
        self.life.count("op", fault.site.op)
        if fault.forever:
            self.life.count("lasting")

    def _after_the_last(self, before: Life) -> list[Effect]:
        """Return the effects of the deed that was done last, after the last that was struck."""
        trace = self.life.world.trace[len(before.world.trace) :]
        struck = {fault.site for fault in self.life.plan[len(before.plan) :]}
        last = max((at for at, each in enumerate(trace, 1) if each.site in struck), default=0)
        if last and trace[last - 1].op == "uv.write":  # its program is told of once it is over
            ends = (at for at, each in enumerate(trace[last:], last + 1) if each.op == "run.uv")
            last = next(ends, len(trace))
        return trace[last:]
