"""The oracles of one command's effects: each ends in time, and none that failed is passed over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from sim.effect import Effect
from sim.harm.events import EVENTS
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import CONFIG

LONGEST_S = {"run.uv": 1260.0, "uv.": 1260.0, "run.": 120.0, "http.": 60.0, "clock.sleep": 60.0}
"""How long one effect may take, by how its operation begins: a build may, nothing else long."""
OFFLINE, OFFLINE_S = "--offline", 310.0
"""What uv fetches from nowhere is no build."""
CALL_S = 10.0
"""Anything else is a call of the kernel."""
ADMIN_URL = CONFIG.caddy_admin_url
NO_PROXY = ("500", "503", "404", "moved")
"""Answers of Caddy's admin port that say that it is not well."""
PATIENCE_S = 3.0
SUSPENDED = "late"
"""The whole machine stood still: nobody on it could have known."""
GOES_ON = {"start": ("reload_proxy", "verify"), "save_processes": ("prune",)}
"""What comes after a step in which PM2 does something, where it was done."""
SAYS_FAILED = ("fails", "lost", "hangs", "late", "missing")
NO_ANSWER = ("404", "500", "503", "moved", "refused", "silent", "cut")
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
        if at - before > _longest_s(effect) and effect.outcome != SUSPENDED:
            raise Violation("bounded", f"{effect.site} took {at - before:.0f} s")


def _longest_s(effect: Effect) -> float:
    if effect.op == "run.uv" and OFFLINE in effect.detail:
        return OFFLINE_S
    return next((s for start, s in LONGEST_S.items() if effect.op.startswith(start)), CALL_S)


def no_program_is_passed_over(case: Case) -> None:
    """Where PM2 says that it failed, the step goes no further: the report names it by its name."""
    failed = ""
    for effect in _of(case):
        if effect.step in GOES_ON.get(failed, ()):
            raise Violation("order", f"{failed} failed, yet {effect.site} came next")
        if effect.op == "run.pm2":
            goes_wrong = effect.outcome.partition(" ")[0] in SAYS_FAILED
            does = any(word in effect.detail for word in (" start ", " save "))
            failed = effect.step if goes_wrong and does else ""
        elif effect.step != failed:
            failed = ""


def the_proxy_was_reloaded(case: Case) -> None:
    """What is told as done was done with a proxy that took its configuration, where it has one."""
    if case.verdict.exit_code != 0 or case.recovering:
        return
    reloads = [each for each in _of(case) if each.op == "run.caddy" and " reload " in each.detail]
    if reloads and reloads[-1].outcome not in SAYS_DONE:
        raise Violation("proxy", f"told as done, and {reloads[-1].site} {reloads[-1].outcome}")


def a_bad_look_refuses(case: Case) -> None:
    """Where Caddy does not answer well before the change, nothing is changed."""
    if case.verdict.exit_code not in (0, 1):
        return
    for effect in _of(case):
        bad = effect.outcome in NO_PROXY  # seldom, so it is asked first
        if bad and (effect.op, effect.step, effect.detail) == ("http.get", "check", ADMIN_URL):
            raise Violation("proxy", f"{effect.site} {effect.outcome}, and it went on")


def an_orphan_has_time_to_end(case: Case) -> None:
    """Who is asked to end has the time for it before it is killed, or so much as asked again."""
    asked: dict[str, float] = {}
    for effect in _of(case):
        if effect.op == "processes.end":
            pid = effect.detail.partition(" ")[0]
            if effect.at - asked.get(pid, -math.inf) < PATIENCE_S:
                raise Violation("bounded", f"{pid} was asked to end, and at once {effect.detail}")
            asked[pid] = effect.at


def the_proxy_answered(case: Case) -> None:
    """What is told as done was asked for through the proxy at last, and answered."""
    url, asked = CONFIG.proxy_url, case.verdict.exit_code == 0 and not case.recovering
    probes = [e for e in _of(case) if e.op == "http.get" and e.detail == url] if asked else []
    if probes and probes[-1].outcome.partition(" ")[0] in NO_ANSWER:
        raise Violation("proxy", f"told as done, and {probes[-1].site} {probes[-1].outcome}")


def _of(case: Case) -> Sequence[Effect]:
    """Return the effects of this command alone."""
    return case.world.trace[-case.effects :] if case.effects else ()
