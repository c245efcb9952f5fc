"""What depends on the moment and on who asks: recent activity, and the years between two people."""

from datetime import datetime, timezone
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from services.ranking import weights

SECONDS_PER_HOUR, HOURS_PER_DAY = 3_600, 24
SECONDS_PER_DAY = SECONDS_PER_HOUR * HOURS_PER_DAY
Micros = NDArray[np.int64]
Singles = NDArray[np.float32]

DAY_UNKNOWN, DAY_MAX = 0, 2**16 - 1
"""No activity is known; the last day that fits in a column, in the year 2149."""
YEARS_UNKNOWN, YEARS_MAX = -1, 1000
"""More years fit in no life, and no more fit in a column."""
TABLES_MAX = 128
"""So many tables are kept: one for each age of who asks, of four kilobytes."""

LOSS = 2 * weights.RECENCY * log(2) / weights.RECENCY_HALF_LIFE_DAYS * (1 / 2 + 1 / HOURS_PER_DAY)
"""How far a glance may be from the truth, in logits: half a day, and an hour, where recency falls
fastest. Rounding to 32 bits is far below."""


def seconds(moment: datetime | None) -> float:
    """Return a moment in seconds since 1970, in UTC where it names no zone; NaN for None."""
    if moment is None:
        return float("nan")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.timestamp()


def day(moment: datetime | None) -> int:
    """Return the day of a moment, counted from 1970, from 1 to `DAY_MAX`; `DAY_UNKNOWN` for None.

    Whoever was active before that is as long gone on the first day.
    """
    if moment is None:
        return DAY_UNKNOWN
    return min(max(int(seconds(moment) // SECONDS_PER_DAY), DAY_UNKNOWN + 1), DAY_MAX)


def glance(
    days: NDArray[np.uint16], of_mentors: NDArray[np.int16], now: datetime, of_query: int | None
) -> Singles:
    """Return about what recency and years contribute together, in logits, wrong by `LOSS` at most.

    Looked up by the day, and by the years: for all mentors that takes less than to make out which
    of them it could matter for.
    """
    of_day = _recency_by_day(int(seconds(now) // SECONDS_PER_HOUR))
    found = of_day.take(days, mode="clip")  # what is to come counts as today
    if of_query is not None:
        found += _by_years(of_query).take(of_mentors)
    return found


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
    return _micros(weights.YEARS * np.where(of_mentors == YEARS_UNKNOWN, 0, found))


@lru_cache(maxsize=2)
def _recency_by_day(hour: int) -> Singles:
    """Return what activity at noon of each day contributes, `hour` hours after 1970 began."""
    now = datetime.fromtimestamp(hour * SECONDS_PER_HOUR, timezone.utc)
    noons = np.arange(hour // HOURS_PER_DAY + 1, dtype=np.float64)
    noons += 1 / 2
    noons *= SECONDS_PER_DAY
    noons[DAY_UNKNOWN] = np.nan
    return _logits(recency(noons, now))


@lru_cache(maxsize=TABLES_MAX)
def _by_years(of_query: int) -> Singles:
    """Return what each number of years contributes; that of unknown ones, -1, is the last."""
    return _logits(years(np.array([*range(YEARS_MAX + 1), YEARS_UNKNOWN], np.int16), of_query))


def _logits(found: Micros) -> Singles:
    return (found / weights.MICROS_PER_LOGIT).astype(np.float32)


def _micros(logits: NDArray[np.float64]) -> Micros:
    return np.rint(logits * weights.MICROS_PER_LOGIT).astype(np.int64)
