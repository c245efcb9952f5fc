"""One run of a story of the control side: the request, its faults, the judgement, once more."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

from deploy.control import cli
from deploy.errors import Refused
from sim.control import catalogue, likeness, looks, oracles
from sim.control.estate import Estate
from sim.control.oracles import DONE, Told
from sim.control.stories import Story
from sim.harm.events import EVENTS
from sim.harm.faults import Plan
from sim.oracles.violation import Violation
from sim.stories.genre import CONTROL_PREFIX, Attend
from sim.stories.likeness import Settled, gone_on
from sim.stories.run import Run
from sim.world import Crash

PREFIX = CONTROL_PREFIX
CONTROL_SIDE = "control side"
"""What its world is called, beside those of the hosts."""
AFTERWARDS_S = 2 * 3600.0
"""After this, whatever was under way is over."""


@dataclass(slots=True)
class Telling:
    """A story being told."""

    story: Story
    plan: Plan
    estate: Estate
    run: Run
    settled: Settled | None = None
    """Marks of estates of this story in which the same request, once more, is known to end well."""

    def tell(self) -> Run:
        """Run it all; a violation ends it."""
        try:
            self._tell()
        except Violation as violation:
            self.run.violation = violation
        self.run.effects = len(self.estate.world.trace)
        for station in self.estate.stations.values():
            self.run.said += station.world.said
        self.run.serves = ", ".join(sorted(map(str, set(oracles.serving(self.estate).values()))))
        fired = self.estate.world.fired.issuperset(self.plan)
        self.run.void = self.run.violation is None and not fired
        return self.run

    def _tell(self) -> None:
        estate, story = self.estate, self.story
        estate.world.load(self.plan)
        before, began = oracles.serving(estate), estate.world.machine.now
        stood = looks.standing(estate)
        told = self._asked(None)
        oracles.never_twice(estate)
        oracles.keeps_secrets(estate, told)
        oracles.one_message(estate, told)
        looks.has_its_time(estate)
        looks.takes_every_reply(estate)
        if told is not None:
            oracles.bounded(estate, began)
            oracles.accounted_for(estate, told)
            if not story.looks:
                oracles.true_verdict(estate, told, before, story.serves)
            if not self.plan and told.exit_code != story.ends:
                raise Violation("ending", f"expected {story.ends}, got {told}")
        estate.passes(AFTERWARDS_S)
        oracles.never_twice(estate)
        if story.looks:
            looks.changed_nothing(estate, stood, told)
        self.run.alike = gone_on(
            self.settled if likeness.at_rest(estate) else None,
            lambda: likeness.mark(estate),
            lambda: self._converges(before),
        )

    def _converges(self, before: dict[str, str | None]) -> None:
        """Once all is mended, the same request ends as it should have."""
        estate, story = self.estate, self.story
        estate.world.heal()
        story.mend(estate)
        for station in estate.stations.values():
            station.world.heal()
            station.plans.clear()
        wanted = story.ends if story.again is None else story.again
        told = self._asked("the cause was mended")
        if told is None or told.exit_code != wanted:
            raise Violation("converges", f"all is mended, yet once more gives {told}")
        served = set(oracles.serving(estate).values())
        target = {story.serves} if wanted == story.ends else served
        if wanted == DONE and story.ends != DONE:
            target = served - set(before.values())
        if served != target:
            raise Violation("converges", f"all is mended, yet {served} serve")

    def _asked(self, force: str | None) -> Told | None:
        """Ask once, as a job of CI does; None where the control side was killed."""
        world, said = self.estate.world, StringIO()
        self.estate.env["GITHUB_RUN_ATTEMPT"] = str(world.command + 1)
        self.estate.channel.messages.clear()
        words = self.story.ask(self.estate, force)
        world.remark("asked", words)
        try:
            with redirect_stdout(said), redirect_stderr(said):
                code = cli.main(words, self.estate.desk())
            told = Told(exit_code=code, message=said.getvalue())
            self.run.said.append(told.message)
        except Crash:
            told = None
        world.remark("told", told)
        self.run.verdicts.append("crash" if told is None else str(told.exit_code))
        world.begin(world.command + 1)
        return told


def tell(
    name: str,
    plan: Plan = (),
    attend: Attend = lambda _world, _name: None,
    settled: Settled | None = None,
) -> Run:
    """Tell the story of this name under a plan and judge it; somebody may attend its worlds."""
    story = catalogue.named(name)
    _vet(plan)
    estate = story.estate()
    attend(estate.world, CONTROL_SIDE)
    for instance, station in estate.stations.items():
        attend(station.world, instance)
    run = Run(scenario=f"{PREFIX}{name}", plan=plan, trace=estate.world.trace)
    return Telling(story, plan, estate, run, settled).tell()


def _vet(plan: Plan) -> None:
    """Refuse what a person does on a host: nobody does it where the control side runs."""
    events = [str(fault) for fault in plan if fault.kind in EVENTS]
    if events:
        advice = "Such a thing happens on a host alone: see python -m sim list"
        raise Refused(f"{events[0]} is no fault of the control side", advice)
