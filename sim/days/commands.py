"""One command of a deployer in the life of a host: run to its end, and judged."""

from __future__ import annotations

from dataclasses import replace

from deploy.model import Restore
from deploy.verdict import Verdict
from sim.days import choice, expectation
from sim.days.life import CONFIG_OF_DAYS, Asked, Life
from sim.oracles import ending, longevity, truth
from sim.oracles.case import Case
from sim.oracles.truth import LIVE
from sim.oracles.watch import Watch
from sim.people import mending
from sim.storage.nodes import File
from sim.stories import deployer, guard


def ask(life: Life, asked: Asked) -> Verdict | None:
    """Let the deployer do what it is asked, and judge it; None where it crashed."""
    world = life.world
    begun = _Begun(life, asked)
    life.fired |= world.fired
    world.fired.clear()
    allowed = expectation.allowed(life, asked)
    world.begin(life.commands)
    _lock_what_was_brought(life)
    life.last_began = life.person.now()
    world.guard = watch = guard.watch_of(world, life.known, had=begun.had)
    watch.unlike = truth.unlike(world, truth.tree_at(world, LIVE))
    watch.edited = life.edited_amid
    told = deployer.told_by(world, CONFIG_OF_DAYS, asked.request)
    world.guard, life.commands = None, life.commands + 1
    world.machine.locked.clear()
    life.deployments += asked.request is not None
    life.verdicts.append("crash" if told is None else str(told.exit_code))
    if told is None:
        if world.machine.power_failures > begun.power_failures:
            mending.boot(life.person)
    else:
        case, is_struck = begun.case(told, watch), world.fired or world.lasting
        ending.judge(case)
        longevity.judge(case, CONFIG_OF_DAYS, is_struck=bool(is_struck))
        if not is_struck:
            expectation.met(allowed, told)
    life.learn(begun.had)
    left = begun.left_open()
    goes_on = life.meddled and left is life.asked
    life.meddled = left is not None and (goes_on or watch.edited)
    life.edited_amid = left is not None and watch.edited
    life.asked = left
    return told


def _lock_what_was_brought(life: Life) -> None:
    """Hold what the control side holds until its command is over, or it would be tidied away."""
    for path in life.brought:
        life.world.disk.put(path, b"", durable=True)
        lock = life.world.disk.node(path)
        assert type(lock) is File
        life.world.machine.locked.append(lock)


class _Begun:
    """What was so when a command began."""

    def __init__(self, life: Life, asked: Asked) -> None:
        self.life, self.asked = life, asked
        self.open = truth.opened(life.world)
        self.behind = asked
        """The request that is carried out, or that a recovery is of."""
        if asked.request is None and life.asked is not None:
            self.behind = life.asked
        self.had = gone_back_to(life)
        self.meddled = life.meddled or (asked.request is None and self.behind.over_open)
        self.power_failures = life.world.machine.power_failures
        self.ahead_s = life.world.ahead_s
        """The clock as this command has read it, whoever sets it meanwhile."""
        self.effects, self.now = len(life.world.trace), life.world.machine.now

    def case(self, told: Verdict, watch: Watch) -> Case:
        """Return what the command is judged by."""
        life, behind, recovering = self.life, self.behind, self.asked.request is None
        world = life.world
        if not recovering and told.report is not None and told.report.deployment == self.open:
            told = replace(told, report=None)  # it tells of the earlier one, which was closed
        target, environment = self._wanted(told)
        return Case(
            world=world,
            asked=self.asked.world if self.meddled else behind.world,
            begun=self.asked.world,
            known=life.known,
            target=target,
            environment=environment,
            had=self.had,
            verdict=told,
            recovering=recovering,
            power_failed=world.machine.power_failures > behind.power_failures,
            effects=len(world.trace) - self.effects,
            seconds=world.machine.now - self.now,
            edited=watch.edited,
            edits=frozenset(watch.edits),
            sound=True,
            closes=not recovering and self.open is not None,
            meddled=self.meddled and recovering,
            code_only=getattr(self.asked.request, "code_only", False),
            request=behind.request,
            ended=world.machine.now + self.ahead_s,
            pairs_max=CONFIG_OF_DAYS.keep_pairs_max,
        )

    def _wanted(self, told: Verdict) -> tuple[str, str | None]:
        """Return the labels of what was asked for, its code and its environment.

        What a restore takes by default is chosen once the earlier deployment is closed.
        """
        request, behind = self.asked.request, self.behind
        by_default = isinstance(request, Restore) and request.backup_id is None
        if not by_default or self.open is None or told.report is None:
            return behind.target, behind.environment
        found = choice.wanted(self.life, told.report.asked["backup"], code_only=False)
        return found.label, found.environment

    def left_open(self) -> Asked | None:
        """Return the request whose deployment is open now; None where none is."""
        left = truth.opened(self.life.world)
        if left is None:
            return None
        return self.life.asked or self.asked if left == self.open else self.asked


def gone_back_to(life: Life) -> str | None:
    """Return the label of what an open change goes back to, else of what lies live."""
    tree = truth.tree_at(life.world, truth.gone_back_to(life.world))
    return truth.label_of(tree, life.known)
