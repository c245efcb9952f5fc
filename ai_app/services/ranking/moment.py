"""What depends on the moment and on who asks: recent activity, and the years between two people."""

from datetime import datetime, timezone

import numpy as np
from numpy.typing import NDArray

from services.ranking import weights

SECONDS_PER_DAY = 86_400
Micros = NDArray[np.int64]

SPREAD = round(2 * (weights.RECENCY + weights.YEARS) * weights.MICROS_PER_LOGIT)
"""The best that a mentor can get here, less the worst: what bounds the search for candidates."""


def seconds(moment: datetime | None) -> float:
    """Return a moment in seconds since 1970, in UTC where it names no zone; NaN for None."""
    if moment is None:
        return float("nan")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.timestamp()


def recency(active_at: NDArray[np.float64], now: datetime) -> Micros:
    """Return what the last activity contributes; `active_at` as `seconds` gives it.

    It falls from +1 to -1 times the weight, through 0 at the half-life: 2 * 2 ** (-age / half-life)
    - 1. An unknown moment contributes 0, and one to come counts as now.
    """
    ages = np.maximum(seconds(now) - active_at, 0) / SECONDS_PER_DAY
    found = 2 * np.exp2(-ages / weights.RECENCY_HALF_LIFE_DAYS) - 1
    return _micros(weights.RECENCY * np.where(np.isnan(active_at), 0, found))


def years(of_mentors: NDArray[np.int16], of_query: int | None) -> Micros:
    """Return what the years between contribute: 0 where one does not say; -1 are unknown years."""
    if of_query is None:
        return np.zeros(len(of_mentors), np.int64)
    ahead, suits = zip(*weights.YEARS_AHEAD, strict=True)
    found = np.interp(of_mentors.astype(np.float64) - of_query, ahead, suits)
    return _micros(weights.YEARS * np.where(of_mentors < 0, 0, found))


def _micros(logits: NDArray[np.float64]) -> Micros:
    return np.rint(logits * weights.MICROS_PER_LOGIT).astype(np.int64)
