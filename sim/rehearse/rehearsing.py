"""A rehearsal: look at the snapshot, build its host, run what is planned, strike every fault."""

from __future__ import annotations

from dataclasses import dataclass

from deploy import snapshot as snapshots
from deploy.errors import Refused
from deploy.snapshot.model import Snapshot
from deploy.verdict import Verdict
from sim.oracles import truth
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.rehearse import reasons, staging, sweeping
from sim.rehearse.answer import Answer
from sim.rehearse.building import build, config_of, transposed
from sim.rehearse.likeness import SHOWN_MAX, differences
from sim.rehearse.outside import led_out
from sim.rehearse.planned import TARGET, Plan
from sim.rehearse.reason import Question, Reason
from sim.rehearse.staging import Order
from sim.rehearse.sweeping import Swept
from sim.states import places
from sim.stories.deployer import told_by
from sim.stories.run import Run

AGE_MAX_S = 3600.0
SECONDS = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to rehearse, and within what bounds."""

    snapshot: Snapshot
    plan: Plan
    base: str = places.BASE
    age_max_s: float = AGE_MAX_S
    seconds: float = SECONDS
    workers: int = 1


def rehearse(wish: Wish) -> Answer:
    """Rehearse what is planned and answer; whatever is found, it ends in time."""
    began = sweeping.clock()
    question = Question(
        snapshot=wish.snapshot,
        plan=wish.plan,
        base=wish.base,
        now=sweeping.now(),
        age_max_s=wish.age_max_s,
    )
    found = reasons.told(question)
    if led_out(wish.snapshot):  # there is no telling how it would end, so nothing is told of it
        return Answer(
            snapshot=wish.snapshot,
            request=wish.plan.request,
            exit_code=None,
            message="",
            reasons=tuple(found),
            swept=None,
            seconds=sweeping.clock() - began,
        )
    order = order_of(wish)
    found += unlike(wish.snapshot)
    told = _played(order)
    found += _ended(told)
    swept = None
    if not any(reason.holds_back for reason in found):  # or nothing more would change the answer
        swept, more = _swept(order, wish, until=began + wish.seconds)
        found += more
    return Answer(
        snapshot=wish.snapshot,
        request=wish.plan.request,
        exit_code=told.exit_code,
        message=told.message,
        reasons=tuple(sorted(found, key=lambda reason: not reason.holds_back)),
        swept=swept,
        seconds=sweeping.clock() - began,
    )


def order_of(wish: Wish) -> Order:
    """Return what every process of the rehearsal has to know."""
    fatal = reasons.is_fatal(wish.snapshot)
    return Order(snapshot=wish.snapshot, plan=wish.plan, fatal=fatal)


def unlike(snapshot: Snapshot) -> list[Reason]:
    """Say where the host that was built is not the one that was looked at: nobody else would."""
    here = transposed(snapshot)
    world, _ = build(here)
    again = snapshots.parse(snapshots.take(host_of(world, config_of(here))))
    found = differences(here, again)
    if not found:
        return []
    said = "; ".join(found[:SHOWN_MAX])
    text = f"the simulated host differs from the real one in {len(found)} places: {said}"
    mend = "Tell the developers: the simulator has no such host yet"
    return [Reason(about="model", text=text, mend=mend)]


def _played(order: Order) -> Verdict:
    """Run the planned command, with the very wheel, on the whole host."""
    stage = staging.whole(order)
    world = stage.setting.world.fork()
    request = stage.scenario.asked(SimOperator(world))
    verdict = told_by(world, stage.scenario.config, request)
    assert verdict is not None, "nothing kills it"
    serves = truth.served(world, stage.setting.known)
    if verdict.exit_code == 0 and serves != TARGET:
        said = f"it says that it succeeded, and {serves or 'nothing'} serves"
        return Verdict(3, said, verdict.report)
    return verdict


def _ended(told: Verdict) -> list[Reason]:
    """Say why the planned command would not end well on this host."""
    ways = {1: "would go back", 2: "would be refused", 3: "would need a person"}
    if told.exit_code == 0:
        return []
    lines = told.message.splitlines()
    why = next((line.strip() for line in lines if line.startswith("  why: ")), lines[0])
    then = [line.partition("next: ")[2] for line in lines if line.startswith("  next: ")]
    mend = then[0] if then else "Mend the cause, then take another snapshot"
    text = f"what is planned {ways[told.exit_code]} on this host: {why.removeprefix('why: ')}"
    return [Reason(about="planned", text=text, mend=mend)]


def _swept(order: Order, wish: Wish, *, until: float) -> tuple[Swept | None, list[Reason]]:
    run = sweeping.clean(staging.small(order))
    if run.violation is not None:
        return None, [_violated(str(run.violation), "")]
    swept = sweeping.strike(order, run, until=until, workers=wish.workers)
    if swept.finding:
        return swept, [_violated(swept.finding, swept.faults)]
    if swept.complete:
        return swept, []
    text = f"only {swept.once} of {swept.once_all} single faults were struck in time"
    mend = f"Give it more time, --seconds {wish.seconds * 2:.0f}, or more cores"
    return swept, [Reason(about="sweep", text=text, mend=mend)]


def _violated(what: str, faults: str) -> Reason:
    text = f"an oracle is broken{f' by {faults}' if faults else ' without any fault'}: {what}"
    mend = f"See it again, effect by effect: the same command with --faults '{faults}'"
    return Reason(about="oracle", text=text, mend=mend)


def replayed(wish: Wish, faults: str) -> Run:
    """Run one plan of faults on the small host, as the sweep does. Raises `Refused`."""
    plan = sweeping.planned(faults)
    stage = staging.small(order_of(wish))
    if not stage.setting.known:
        raise Refused("nothing is live and nothing is planned", "Give --wheel and --sha")
    return sweeping.told(stage, plan)
