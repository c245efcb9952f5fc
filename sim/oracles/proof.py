"""The oracle of the proof: a release is believed after several answers, and given up in time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sim.effect import Effect
from sim.oracles.violation import Violation
from sim.states.places import HEALTH_URL

APPLIED, RETURNED = 4, 3
"""As the pages promise: answers in a row of a new release, and of one that was proven before."""
APART_S = 1.0
PATIENCE_S = (66.0, 70.0)
"""How long a release gets that may still become healthy."""
AT_ONCE_S = 7.0
"""How long one may take whose failure no waiting cures."""
AT_ONCE = ("upgrade", "restore_by_stamp", "crashes_at_start")
"""Scenarios in which what is believed in is well as soon as it listens."""
CURABLE = (
    *("never_ready", "never_listens", "answers_500", "answers_500_unproxied"),
    *("answers_another_status", "started_by_hand"),
)
"""Scenarios of releases that might have become healthy for all that could be seen."""


def check(name: str, trace: Sequence[Effect], answers: int) -> None:
    """See how a deployment without faults believed in a release, and when it gave another up."""
    trace = [effect for effect in trace if effect.command == 0]
    starts = [place for place, effect in enumerate(trace) if _is_pm2(effect, "start")]
    if not starts:
        return
    _believed(trace[starts[-1] :], answers, exact=name in AT_ONCE)
    if len(starts) > 1:
        _given_up(name, trace[starts[0] :])


def _is_pm2(effect: Effect, word: str) -> bool:
    return effect.op == "run.pm2" and f" {word} " in f"{effect.detail} "


def _believed(since: Sequence[Effect], answers: int, *, exact: bool) -> None:
    """The health check was asked often enough, at intervals, and PM2 at the end once more.

    `exact`: and no more often, for whoever waits for a deployment waits for this.
    """
    asked = [
        effect.at for effect in since if (effect.op, effect.detail) == ("http.get", HEALTH_URL)
    ]
    if len(asked) < answers:
        raise Violation("proof", f"believed after {len(asked)} answers, not {answers}")
    if any(later - earlier < APART_S for earlier, later in pairwise(asked[-answers:])):
        raise Violation("proof", f"its answers came at {asked[-answers:]}")
    looked = [effect.at for effect in since if _is_pm2(effect, "jlist") and effect.at <= asked[-1]]
    if sum(at >= asked[-2] for at in looked) < 1 or sum(at < asked[-2] for at in looked) < 1:
        raise Violation("proof", "PM2's table was not compared before the end")
    if exact and (len(asked), len(looked)) != (answers, 3):
        raise Violation("proof", f"{len(asked)} answers and {len(looked)} tables were asked for")


def _given_up(name: str, since: Sequence[Effect]) -> None:
    """What might become healthy got its whole time; what could not, none."""
    took_s = next(effect.at for effect in since if _is_pm2(effect, "delete")) - since[0].at
    low, high = PATIENCE_S if name in CURABLE else (0.0, AT_ONCE_S)
    if not low <= took_s <= high:
        raise Violation("proof", f"given up after {took_s:.1f} s, not {low:g} to {high:g}")
