"""Hindsight: where a ranking has the mentors whom its mentee chose."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindsight:
    """How well one ranking finds those whom somebody chose."""

    hit_at_1: float
    """The percentage of the chosen who are first; so on with others."""
    hit_at_3: float
    hit_at_5: float
    hit_at_10: float
    mrr: float
    """The mean of 1 / the place of each, 0 to 1; who is not in the ranking adds 0."""
    total: int
    """How many were chosen, and could have been ranked."""


def hindsight(ranking: Sequence[int], chosen: Collection[int], *, total: int) -> Hindsight | None:
    """Return how well a ranking finds each of the chosen; None where nobody was chosen.

    Each is looked for among those who were not chosen, as if they were the only one: leave-one-out,
    as Cremonesi, Koren and Turrin have it, "Performance of Recommender Algorithms on Top-N
    Recommendation Tasks" (RecSys 2010). So all of them at the top is the best there is, however
    many they are. `total` counts those of the chosen who could have been ranked. Raises
    `ValueError` where the ranking holds more of the chosen than that.
    """
    places: list[int] = []
    for rank, each in enumerate(ranking, start=1):
        if each in chosen:
            places.append(rank - len(places))
    if len(places) > total:
        raise ValueError(f"{len(places)} of the chosen are ranked, where there are {total}")
    if not total:
        return None

    def percentage(k: int) -> float:
        return 100 * sum(place <= k for place in places) / total

    return Hindsight(
        hit_at_1=percentage(1),
        hit_at_3=percentage(3),
        hit_at_5=percentage(5),
        hit_at_10=percentage(10),
        mrr=fsum(1 / place for place in places) / total,
        total=total,
    )
