"""A cohort: who is to be matched with whom, how good that would be, and which pairs may be."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from math import inf
from typing import TypeAlias

from services.stability.scored import Scores

IdPair: TypeAlias = tuple[int, int]
"""The id of a mentee and that of a mentor."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cohort:
    """Mentees and mentors by their ids, in any order, and what each is worth to the other."""

    mentee_ids: tuple[int, ...]
    mentor_ids: tuple[int, ...]
    capacities: tuple[int, ...]
    """For each mentor how many mentees they take at most; 0 for none."""
    liking: Scores
    """How good a mentor is for a mentee, higher is better: shape (mentees, mentors), finite."""
    fitting: Scores | None = None
    """How well a mentee fits a mentor, in the same shape; None where it is as good as `liking`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """Which pairs may be; who is not acceptable stays alone rather."""

    liking_min: float = -inf
    """What a mentor must score for a mentee."""
    fitting_min: float = -inf
    """What a mentee must score for a mentor."""
    forbidden: Collection[IdPair] = ()
    """Never these, as of one company."""
    required: Collection[IdPair] = ()
    """These whatever they score, decided before: the mentee takes no part in the matching, nor does
    the place with the mentor. What is left is matched, and "stable" speaks of it alone: of the
    mentees who take part, and of the places that are to be had. Who is required elsewhere may want
    to leave, and may not.
    """


class Objective(str, Enum):
    """Which of all stable matchings is wanted. Of several the one that mentees like better."""

    MENTEES = "mentees"
    """The best for every mentee at once, and the least for every mentor."""
    MENTORS = "mentors"
    """The best for every mentor at once, and the least for every mentee."""
    FAIR = "fair"
    """The egalitarian one: both sides' regrets are least in sum.

    To make the two sides' regrets as equal as can be is another wish, and NP-hard (Kato,
    "Complexity of the Sex-Equal Stable Marriage Problem", Japan Journal of Industrial and Applied
    Mathematics 10, 1993): it is not on offer.
    """
    TOTAL = "total"
    """The pairs' scores are greatest in sum."""
