"""One run of a scenario: the command, the crash and recovery it may lead to, and the judgement."""

from __future__ import annotations

from deploy.model import Apply, Restore
from deploy.verdict import Verdict
from sim.harm.events import LASTING
from sim.harm.faults import SIGNAL, Plan, parse_plan
from sim.oracles import ending, truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.people import mending
from sim.people.person import SimOperator
from sim.stories import advised, expected, likeness, looking, scenarios
from sim.stories.deployer import Begun, told_by
from sim.stories.guard import led_back_to, watch_of
from sim.stories.likeness import Settled
from sim.stories.run import Run
from sim.stories.scenario import Scenario, Setting

RECOVERIES_MAX = 4
PERSON = 3
CRASH = "crash"


class Telling:
    """A scenario being run: its world, and what each command of it came to."""

    def __init__(
        self,
        scenario: Scenario,
        plan: Plan,
        setting: Setting | None = None,
        settled: Settled | None = None,
    ) -> None:
        """Fork the start of the scenario, or another setting, and plan its faults."""
        self.settled = settled
        self.scenario = scenario
        self.start = scenario.start() if setting is None else setting.world
        self.world = self.start.fork()
        self.known = scenarios.known_trees(scenario.name) if setting is None else setting.known
        self.plan = (*parse_plan("+".join(scenario.events)), *plan)
        self.world.load(self.plan, SimOperator)
        self.person = SimOperator(self.world)
        self.request = scenario.asked(SimOperator(self.start))
        self.run = Run(
            scenario=scenario.name, plan=plan, trace=self.world.trace, said=self.world.said
        )
        self.had = truth.label_of(truth.tree_at(self.world, led_back_to(self.world)), self.known)
        self.power_failures = 0
        self.asked_at = self.start
        """The world when the request under way was made: what giving it up must lead back to."""
        self.watch = watch_of(self.world, self.known, had=self.had)
        self.edited = self.begun = self.is_recorded = False

    def tell(self) -> Run:
        """Run it all, or what is left of it after a crash; a violation ends it."""
        try:
            if self.run.violation is None:
                self._tell()
        except Violation as violation:
            self.run.violation = violation
        self.run.effects = len(self.world.trace)
        self.run.serves = truth.served(self.world, self.known)
        planned = self.run.plan or self.plan
        self.run.void = self.run.violation is None and not self.world.fired.issuperset(planned)
        return self.run

    def _tell(self) -> None:
        told = self._recovered(None if self.begun else self._command(self.request))
        self.world.witness = None
        self.run.mended_at = self.world.command  # what is planned strikes until here
        if expected.is_harmless(self.scenario, self.run.plan):
            expected.judge(self.scenario, self.request, self.run.plan, told, self.world)
        elif self.run.verdicts == [str(PERSON)]:
            self._may_need_a_person()
        if self.world.lasting or told.exit_code == PERSON or self._phase() is not None:
            self.world.heal()
            mending.mend(self.person)
            self._recovered(self._command(None))
        if any(fault.kind in LASTING for fault in self.plan):
            mending.mend(self.person)
        self.world.heal()
        if self._phase() is not None and not (self.scenario.fatal and self.had):
            raise Violation("converges", "all is mended, yet the journal stays open")
        if not self.run.plan:
            if not self.is_recorded:
                looking.judge(self.scenario, self.start, self.world, self.request, told)
                advised.judge(self.scenario, self.world, self.request, told, self.known)
        elif self.run.verdicts != [str(self.scenario.ends)]:
            self._asks_again()

    def _phase(self) -> str | None:
        return truth.phase(self.world)

    def _recovered(self, told: Verdict | None) -> Verdict:
        """Recover from a crash, and from a crash in the recovery, as often as one strikes."""
        while told is None:
            if self.run.verdicts.count(CRASH) > RECOVERIES_MAX:
                raise Violation("bounded", f"crashed more than {RECOVERIES_MAX} times")
            if self.world.machine.power_failures > self.power_failures:
                self.power_failures = self.world.machine.power_failures
                mending.boot(self.person)
            self.world.begin(self.world.command + 1)
            told = self._command(None)
        return told

    def _command(self, request: Apply | Restore | None) -> Verdict | None:
        """Run one command to its end and judge it; None where the deployer crashed in it."""
        world, edits = self.world, self.watch.edits
        begun = Begun(self.world, self.known, world.copy() if world.trace else self.start)
        world.guard = self.watch = watch_of(world, self.known, had=self.had)
        self.watch.edited, self.watch.edits, self.begun = self.edited, edits, True
        if request is not None:
            self.run.deployments, self.asked_at = self.run.deployments + 1, begun.start
        told = told_by(world, self.scenario.settings(request), request)
        if told is None:
            self.crashed()
            return None
        world.guard, self.edited = None, self.watch.edited
        self.run.verdicts.append(str(told.exit_code))
        world.said.append(told.message)
        ending.judge(self._case(begun, request, told))
        world.begin(world.command + 1)
        return told

    def _case(self, begun: Begun, request: Apply | Restore | None, told: Verdict) -> Case:
        """Return what a command is judged by."""
        world, wanted = self.world, request or self.request
        return Case(
            world=world,
            asked=self.asked_at,
            begun=begun.start,
            known=self.known,
            target=self.scenario.target,
            had=self.had if request is None else begun.live,
            verdict=told,
            recovering=request is None,
            power_failed=self.power_failures > 0,
            effects=len(world.trace) - begun.effects,
            seconds=world.machine.now - begun.at,
            edited=self.edited,
            edits=frozenset(self.watch.edits),
            sound=not self.scenario.fatal,
            closes=request is not None and truth.phase(begun.start) is not None,
            service=self.scenario.config.service,
            code_only=isinstance(wanted, Restore) and wanted.code_only,
            request=request,
            ended=world.machine.now + begun.ahead_s,
            pairs_max=self.scenario.config.keep_pairs_max,
        )

    def crashed(self) -> None:
        """A command has ended in a crash."""
        self.world.guard, self.edited = None, self.watch.edited
        self.run.verdicts.append(CRASH)

    def _may_need_a_person(self) -> None:
        """One passing fault must not cost the service."""
        passes = (fault.times == 1 and fault.kind not in (*LASTING, SIGNAL) for fault in self.plan)
        passing = not self.world.lasting and all(passes)
        if self.scenario.fatal or not passing or self.had is None:
            return
        if len(self.plan) == 1 or self.scenario.ends == 0:
            raise Violation("level 3", "a single passing fault needs a person")

    def _asks_again(self) -> None:
        """Ask once more, unless the very same has been asked of the very same world before."""
        self.run.alike = likeness.gone_on(self.settled, self._here, self._converges)

    def _here(self) -> int:
        return hash((likeness.mark(self.world), self.power_failures > 0, self.edited))

    def _converges(self) -> None:
        """Once all is mended, the same request ends as it should have."""
        again = self.scenario.repeated(SimOperator(self.start))
        told, wanted = self._recovered(self._command(again)), self.scenario.ends_again
        if told.exit_code != wanted and wanted in (0, 1):
            gives = f"gives {told.exit_code}: {told.message}"
            raise Violation("converges", f"all is mended, yet once more {gives}")


def tell(
    scenario: Scenario,
    plan: Plan = (),
    setting: Setting | None = None,
    settled: Settled | None = None,
) -> Run:
    """Run a scenario under a plan and judge it; where its start fails, that is the verdict.

    `settled` are marks of worlds of this scenario from which the same request, asked once more,
    is known to end well: from there it is not asked again, and new ones are added.
    """
    try:
        return Telling(scenario, plan, setting, settled).tell()
    except Violation as violation:
        return Run(scenario=scenario.name, plan=plan, violation=violation)
    except Exception as error:  # noqa: BLE001 - a world that no oracle can read is no good world
        unreadable = Violation("unreadable", f"{type(error).__name__}: {error}")
        return Run(scenario=scenario.name, plan=plan, violation=unreadable)
