"""What is expected of a scenario whose plan costs nothing: its own ending, its acts in order."""

from __future__ import annotations

from deploy.model import Apply, Restore
from deploy.verdict import Verdict
from sim.harm.faults import Plan
from sim.oracles import order, proof
from sim.oracles.violation import Violation
from sim.stories.scenario import Scenario
from sim.world import World

HARMLESS = ("noise", "dips")
"""Faults that are none: PM2 prints more than its list, or says `stopped` between two lives."""


def is_harmless(scenario: Scenario, plan: Plan) -> bool:
    """Say whether a plan holds nothing that may change how a scenario ends.

    Where it has events of its own, a fault may come in the place of one.
    """
    return not plan or (
        not scenario.events and all(fault.kind in HARMLESS and fault.times == 1 for fault in plan)
    )


def judge(
    scenario: Scenario, request: Apply | Restore, plan: Plan, told: Verdict, world: World
) -> None:
    """See that it ended as it says; without any fault, its acts in the contract's order too."""
    if told.exit_code != scenario.ends:
        oracle = "harmless" if plan else "ending"
        raise Violation(oracle, f"expected {scenario.ends}, got {told.exit_code}: {told.message}")
    if plan or not scenario.config.service:
        return
    trace = order.after_closing(world.trace)
    milestones = order.APPLY if isinstance(request, Apply) else order.RESTORE
    proxied = bool(scenario.config.proxy_url)
    if told.exit_code == 0:
        drained = world.disk.node(scenario.config.layout.caddy_site) is not None
        order.check_success(trace, milestones, proxied=proxied, drained=drained)
    elif told.exit_code == 1:
        order.check_return(trace, milestones, proxied=proxied)
    if told.exit_code in (0, 1) and not scenario.fatal:
        is_new = isinstance(request, Apply) and told.exit_code == 0
        answers = proof.APPLIED if is_new else proof.RETURNED
        proof.check(scenario.name, world.trace, answers)
