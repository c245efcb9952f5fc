"""The outcome: pairs, who is left and why, and the proof that nobody would rather leave."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from services.cohort.cohort import Objective


class Pair(NamedTuple):
    """A mentee and the mentor they have; made in a fifth of the time of a frozen dataclass."""

    mentee_id: int
    mentor_id: int
    liking: float
    fitting: float
    mentor_rank: int
    """Where the mentor stands among all who may be the mentee's, from 1 for their first choice."""
    mentee_rank: int
    """Where the mentee stands among all who may be the mentor's, from 1 for their first choice."""
    required: bool


class Why(str, Enum):
    """Why a mentee has nobody; the first that holds."""

    NOBODY_REACHES = "nobody_reaches"
    """No mentor reaches the minimum scores with them."""
    EXCLUDED = "excluded"
    """Somebody would, and is forbidden to them."""
    NO_PLACE = "no_place"
    """Whoever may take them has no place, or required mentees have all of them."""
    OUTRANKED = "outranked"
    """Whoever may take them is full of mentees who fit them better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a mentee would have to exceed; equal scores are told apart by the lower id."""

    mentor_id: int
    fitting: float
    """How well the least of those fits whom the mentor has, the required ones aside."""
    own: float
    """How well the mentee does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A mentee who has nobody, and would have nobody in any stable matching."""

    mentee_id: int
    why: Why
    mentors_acceptable: int
    bar: Bar | None
    """The one they miss by least; None where they are not outranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A mentor who would take more."""

    mentor_id: int
    places_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """How good a matching is for either side, in sum over its pairs, required ones included."""

    regret_of_mentees: int
    """By how many places in their lists mentees miss their first choices; less is better."""
    regret_of_mentors: int
    total_score: float
    """The sum of the means of what the two of a pair score."""

    def value(self, objective: Objective) -> float:
        """Return what an objective is after: regret, less is better, but for `TOTAL` a score."""
        return {
            Objective.MENTEES: self.regret_of_mentees,
            Objective.MENTORS: self.regret_of_mentors,
            Objective.FAIR: self.regret_of_mentees + self.regret_of_mentors,
            Objective.TOTAL: self.total_score,
        }[objective]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was looked at again when the matching was made, from the scores alone."""

    blocking_pairs: int
    """How many would rather have each other and may; 0 makes it stable."""
    feasible: bool
    """Whether each pair may be, nobody has more than they take, and what is required is there."""
    blocking_pairs_were_none_required: int
    """How many there would be if the required ones might leave: what the requirements cost."""
    same_people_at_both_ends: bool
    """Whether the best for the mentees and the best for the mentors match the same mentees, and as
    many with each mentor.

    It must be so, and then holds of all stable matchings: Roth, "On the Allocation of Residents to
    Rural Hospitals", Econometrica 54 (1986). No objective finds a mentor for who has none.
    """
    only_one_is_stable: bool
    """Whether the two ends are one matching, and so every objective's."""
    rotations: int
    """From how many steps between stable matchings it was chosen; 0 where none had to be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A matching of a cohort, everybody in ascending order of ids."""

    objective: Objective
    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    vacancies: tuple[Vacancy, ...]
    measures: Measures
    best_for_mentees: Measures
    """To compare with: what the mentees would have at best."""
    best_for_mentors: Measures
    proof: Proof
