"""How good the rankings were that people got, by what they did afterwards, and how sure that is.

Nobody is looked for by their own profile: what counts is whom a mentee asked for help, which nobody
knew when the ranking was made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import fsum, sqrt
from statistics import NormalDist

from schemas.feedback_kept import Observed
from services.evaluation.intervals import Interval

ATTRIBUTED_WITHIN = timedelta(days=14)
"""A request so long after a ranking comes of something else."""
CONFIDENCE = 0.95
DEPTHS = (1, 3, 5, 10)
POSITIONS_MAX = 20
"""No ranking of this service is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How well the order of rankings was, by those after which the mentee wanted somebody."""

    hits: Mapping[int, Interval]
    """By depth, the share of these rankings that had such a mentor so far up; from 0 to 1."""
    mrr: Interval
    """The mean of 1 / the position of the first such mentor; 0 where they stood nowhere."""
    total: int
    """How many rankings that was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What came of those who stood at one position.

    Who stands first is looked at first: shares fall with the position in the best of rankings
    (Joachims et al., "Accurately Interpreting Clickthrough Data as Implicit Feedback", SIGIR 2005).
    """

    position: int
    shown: int
    opened: Interval
    requested: Interval
    accepted: Interval


def figures(firsts: Mapping[int | None, int]) -> Figures | None:
    """Return the figures over rankings, given as counts by the first position; None for none.

    A ranking that led to nothing tells nothing of the order it was in: the mentee may just have
    looked. So these figures compare rankings, while how many lead to anything is another figure.
    """
    total = sum(firsts.values())
    if not total:
        return None
    placed = {position: count for position, count in firsts.items() if position is not None}
    return Figures(
        hits={
            depth: share_interval(sum(placed[each] for each in placed if each <= depth), total)
            for depth in DEPTHS
        },
        mrr=share_interval(fsum(count / position for position, count in placed.items()), total),
        total=total,
    )


def places(of: Observed) -> list[Place]:
    """Return what came of each position that was shown, from the first on."""
    return [
        Place(
            position=position,
            shown=of.shown[position],
            opened=share_interval(of.opened.get(position, 0), of.shown[position]),
            requested=share_interval(of.requested.get(position, 0), of.shown[position]),
            accepted=share_interval(of.accepted.get(position, 0), of.shown[position]),
        )
        for position in sorted(of.shown)
        if position <= POSITIONS_MAX
    ]


def share_interval(total: float, count: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the mean of `count` values from 0 to 1, whose sum is `total`, with its interval.

    It is the score interval of Wilson, "Probable Inference, the Law of Succession, and Statistical
    Inference", JASA 22 (1927), which holds for few values, too. Of all values between 0 and 1 those
    that are either vary most, so for others it is wider than need be. It takes rankings for
    independent of one another: of few mentees with many rankings each it is too narrow. Raises
    `ValueError` for no values.
    """
    if count < 1:
        raise ValueError("there must be values")
    mean = min(total / count, 1.0)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    shrink = 1 + z * z / count
    centre = (mean + z * z / (2 * count)) / shrink
    half = z / shrink * sqrt(mean * (1 - mean) / count + (z / (2 * count)) ** 2)
    # At the ends rounding could put the mean outside.
    return Interval(
        mean=mean, low=max(0.0, min(mean, centre - half)), high=min(1.0, max(mean, centre + half))
    )
