"""How sure a mean over queries is: intervals by the bootstrap."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Resamples: TypeAlias = NDArray[np.float64]
"""How often each query is drawn, over their number: shape (resamples, queries); rows sum to 1."""
CONFIDENCE_MAX = 0.999
"""Beyond this so few samples decide that their number would have to grow."""
ROUNDING = 1e-12
"""Means that lie closer to each other than this are equal; each value is of the order of 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A mean over queries, and between what it may well lie."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Of a difference: that there is one, at the confidence of the interval."""
        return self.low > 0 or self.high < 0


def resamples(queries: int, *, count: int, seed: int) -> Resamples:
    """Draw this many samples of the queries, each of as many, with replacement.

    The same numbers give the same samples, so one drawing serves every measure of every system:
    what a system gets does not hang on who else is measured. Raises `ValueError` for no queries or
    no samples.
    """
    if queries < 1 or count < 1:
        raise ValueError("there must be queries, and samples of them")
    drawn = np.random.default_rng(seed).integers(queries, size=(count, queries))
    places = drawn + np.arange(count)[:, np.newaxis] * queries
    times = np.bincount(places.ravel(), minlength=count * queries)
    return times.reshape(count, queries) / queries


def mean_interval(
    values: Sequence[float], samples: Resamples, *, confidence: float = 0.95
) -> Interval:
    """Return the mean of one value per query with its BCa bootstrap interval.

    Bias-corrected and accelerated: Efron, "Better Bootstrap Confidence Intervals", JASA 82 (1987);
    it follows values that lean to one side, as ranks and hits do. A bootstrap knows only what was
    seen: where all values are equal the interval is that value, however few they are. Raises
    `ValueError` where the samples are of another number of queries, or for a confidence that is 0,
    below it or above `CONFIDENCE_MAX`.
    """
    if not 0 < confidence <= CONFIDENCE_MAX:
        raise ValueError(f"a confidence lies above 0, and not above {CONFIDENCE_MAX}")
    seen = np.asarray(values, dtype=np.float64)
    if seen.shape != samples.shape[1:]:
        raise ValueError(f"{seen.size} values, but samples of {samples.shape[1]} queries")
    mean = float(seen.mean())
    if np.ptp(seen) < ROUNDING:
        return Interval(mean=float(seen[0]), low=float(seen[0]), high=float(seen[0]))
    means = samples @ seen
    shares = _shares(seen - mean, means - mean, confidence)
    low, high = np.quantile(means, shares)
    return Interval(mean=mean, low=float(low), high=float(high))


def difference_interval(
    values: Sequence[float],
    others: Sequence[float],
    samples: Resamples,
    *,
    confidence: float = 0.95,
) -> Interval:
    """Return by how much one system is better than another on the same queries, in their order.

    Paired: what a query has in common for both, being easy or hard, is taken out before anything is
    drawn (Sakai, "Evaluating Evaluation Metrics Based on the Bootstrap", SIGIR 2006). Raises
    `ValueError` as `mean_interval` does, or for values of different queries.
    """
    return mean_interval(
        [one - other for one, other in zip(values, others, strict=True)],
        samples,
        confidence=confidence,
    )


def can_tell(queries: int, *, confidence: float) -> bool:
    """Say whether so many queries can show a difference at all, whatever came of them.

    Even where all point one way, that is chance with the probability 2 / 2^queries (sign test). A
    bootstrap does not see it: of one query its interval is a point.
    """
    return 2 * 0.5**queries <= 1 - confidence


def are_apart(one: Interval, other: Interval) -> bool:
    """Say whether two intervals do not overlap, not even in one point.

    It is more than a difference: two systems may well differ where theirs overlap (Schenker and
    Gentleman, "On Judging the Significance of Differences by Examining the Overlap Between
    Confidence Intervals", The American Statistician 55, 2001). `difference_interval` tells that.
    """
    return one.high < other.low or other.high < one.low


def _shares(
    residuals: NDArray[np.float64], shifts: NDArray[np.float64], confidence: float
) -> tuple[float, float]:
    """Return which shares of the samples' means lie below the ends of the interval."""
    normal = NormalDist()
    # A mean that is that of the values counts half below: hits have many of those. Rounding must
    # not decide on which side it is.
    level = np.abs(shifts) < ROUNDING
    below = float(((shifts < 0) & ~level).mean() + level.mean() / 2)
    edge = 1 / (2 * len(shifts))
    bias = normal.inv_cdf(min(max(below, edge), 1 - edge))
    # For a mean the jackknife's acceleration has this closed form.
    lean = float((residuals**3).sum() / (6 * (residuals**2).sum() ** 1.5))

    def share(tail: float) -> float:
        place = bias + normal.inv_cdf(tail)
        return normal.cdf(bias + place / (1 - lean * place))

    return share((1 - confidence) / 2), share((1 + confidence) / 2)
