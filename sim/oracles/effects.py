"""The oracles of one command's effects: each ends in time, and none that failed is passed over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sim.effect import Effect
from sim.events import EVENTS
from sim.oracles.case import Case
from sim.oracles.violation import Violation

LONGEST_S = {"run.uv": 1260.0, "uv.": 1260.0, "run.": 120.0, "http.": 60.0, "clock.sleep": 60.0}
"""How long one effect may take, by how its operation begins: a build may, nothing else long."""
CALL_S = 10.0
"""Anything else is a call of the kernel."""
SUSPENDED = "late"
"""The whole machine stood still: nobody on it could have known."""
SAYS_DONE = ("ok", "slow", "idle", *EVENTS)
"""What a program that exits with 0 may have done: all that can be told by its exit code."""


def each_ends_in_time(case: Case) -> None:
    """Every call has a bound of its own: what hangs is given up before the service is missed."""
    effects = _of(case)
    moments = [effect[0] for effect in effects]  # its `at`, by place: every effect is looked at
    for place, (before, at) in enumerate(pairwise(moments), 1):
        if at - before <= CALL_S:  # the least that anything may take
            continue
        effect = effects[place]
        if at - before > _longest_s(effect.op) and effect.outcome != SUSPENDED:
            raise Violation("bounded", f"{effect.site} took {at - before:.0f} s")


def _longest_s(op: str) -> float:
    return next((bound for start, bound in LONGEST_S.items() if op.startswith(start)), CALL_S)


def the_proxy_was_reloaded(case: Case) -> None:
    """What is told as done was done with a proxy that took its configuration, where it has one."""
    if case.verdict.exit_code != 0 or case.recovering:
        return
    reloads = [effect for effect in _of(case) if effect.op == "run.caddy"]
    if reloads and reloads[-1].outcome not in SAYS_DONE:
        raise Violation("proxy", f"told as done, and {reloads[-1].site} {reloads[-1].outcome}")


def _of(case: Case) -> Sequence[Effect]:
    """Return the effects of this command alone."""
    return case.world.trace[-case.effects :] if case.effects else ()
