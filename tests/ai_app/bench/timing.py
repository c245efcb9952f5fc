"""Times something again and again."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

MS = 1_000.0
WARM_UP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long it took, in milliseconds."""

    least: float
    """What it takes where nothing comes between: of use on a machine that has more to do."""
    p50: float
    p99: float


def timed(act: Callable[[int], object], rounds: int, warm_up: int = WARM_UP) -> Times:
    """Do it so often, told the number of the round; return how long one took.

    The first rounds, which fill caches, are not counted. Their numbers are negative.
    """
    for number in range(-warm_up, 0):
        act(number)
    took = np.empty(rounds)
    for number in range(rounds):
        began = time.perf_counter()
        act(number)
        took[number] = time.perf_counter() - began
    least, p50, p99 = np.percentile(took * MS, (0, 50, 99))
    return Times(least=float(least), p50=float(p50), p99=float(p99))
