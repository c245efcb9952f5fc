"""Scripts that run in virtual time: carried out at once, over after the seconds they took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from deploy.control.ports import Order
from sim.aws.command import Ended

Runner = Callable[[str, float], tuple[int, bytes, bytes, float]]
"""Carries out a script within so many seconds: its exit code, outputs, and the seconds it took."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A script that was carried out when it was due; the service hears of it when it is over."""

    began: float
    how: Ended

    def ended(self, now: float) -> Ended | None:
        return self.how if now >= self.how.at else None

    def kill(self, at: float) -> None:
        """What it did is done: a runner acts at once, so a kill only hides how it ended."""


def starting(runner: Runner) -> Callable[[str, Order, float], Carried]:
    """Return how an agent begins a script that a runner carries out."""

    def start(_: str, order: Order, at: float) -> Carried:
        code, out, err, seconds = runner(order.script, float(order.execution_s))
        return Carried(at, Ended(at=at + seconds, code=code, out=out, err=err))

    return start
