"""The ground of a matching: a cohort and its constraints, vetted, as matrices in order of ids."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from services.cohort.cohort import Cohort, Constraints, IdPair
from services.stability.market import vet_capacities
from services.stability.scored import Flags, Scores

PAIRS_MAX = 5_000_000
"""Twice 5,000 mentees with 500 mentors; half a gigabyte of matrices."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """Numbers ascend as the ids do, so that the order of the input makes no difference."""

    mentee_ids: tuple[int, ...]
    mentor_ids: tuple[int, ...]
    capacities: tuple[int, ...]
    liking: Scores
    fitting: Scores
    """Both of shape (mentees, mentors)."""
    reaching: Flags
    """Which pairs reach the minimum of both, forbidden or not."""
    acceptable: Flags
    """Which pairs may be; those that are required are among them."""
    required: tuple[tuple[int, int], ...]
    """Pairs of numbers, in order."""

    @property
    def takes_part(self) -> Flags:
        """Which mentees are free to be matched: shape (mentees,)."""
        free = np.ones(len(self.mentee_ids), np.bool_)
        free[[mentee for mentee, _ in self.required]] = False
        return free

    @property
    def places(self) -> tuple[int, ...]:
        """How many mentees each mentor takes besides the required ones."""
        places = list(self.capacities)
        for _, mentor in self.required:
            places[mentor] -= 1
        return tuple(places)


def ground(cohort: Cohort, constraints: Constraints) -> Ground:
    """Return what a cohort is matched on.

    Raises `ValueError` for an id that comes twice or that a pair names and nobody has, for too many
    pairs, a capacity below 0, a matrix of another shape, a score that is not finite, a
    minimum that is no number, and for
    required pairs that cannot all be: one that is forbidden, two of one mentee, or more than a
    mentor takes.
    """
    mentees, mentors = _numbers(cohort.mentee_ids, "mentee"), _numbers(cohort.mentor_ids, "mentor")
    if len(mentees) * len(mentors) > PAIRS_MAX:
        raise ValueError(f"{len(mentees)} x {len(mentors)} pairs are more than {PAIRS_MAX}")
    vet_capacities(cohort.capacities, len(mentors))
    capacity_of = dict(zip(cohort.mentor_ids, cohort.capacities, strict=True))
    liking = _in_order(cohort, cohort.liking)
    fitting = liking if cohort.fitting is None else _in_order(cohort, cohort.fitting)
    reaching = _reaching(liking, constraints.liking_min)
    reaching &= _reaching(fitting, constraints.fitting_min)
    forbidden = _pairs(constraints.forbidden, mentees, mentors)
    required = _pairs(constraints.required, mentees, mentors)
    acceptable = reaching.copy()
    acceptable[[each for each, _ in forbidden], [each for _, each in forbidden]] = False
    acceptable[[each for each, _ in required], [each for _, each in required]] = True
    found = Ground(
        mentee_ids=tuple(mentees),
        mentor_ids=tuple(mentors),
        capacities=tuple(capacity_of[mentor] for mentor in mentors),
        liking=liking,
        fitting=fitting,
        reaching=reaching,
        acceptable=acceptable,
        required=tuple(required),
    )
    _vet_required(found, set(forbidden))
    return found


def _numbers(ids: Sequence[int], of: str) -> dict[int, int]:
    numbers = {each: number for number, each in enumerate(sorted(ids))}
    if len(numbers) != len(ids):
        raise ValueError(f"a {of}'s id comes twice")
    return numbers


def _in_order(cohort: Cohort, scores: Scores) -> Scores:
    if scores.shape != (len(cohort.mentee_ids), len(cohort.mentor_ids)):
        raise ValueError(f"scores of shape {scores.shape} are not of each mentee and each mentor")
    found = np.asarray(scores, np.float32)
    if not np.isfinite(found).all():
        raise ValueError("a score is not finite")
    for axis, ids in enumerate((cohort.mentee_ids, cohort.mentor_ids)):
        order = sorted(range(len(ids)), key=ids.__getitem__)
        if order != list(range(len(ids))):
            found = found.take(order, axis=axis)
    return found


def _reaching(scores: Scores, minimum: float) -> Flags:
    if isnan(minimum):
        raise ValueError("a minimum is not a number")
    with np.errstate(over="ignore"):  # what is beyond every float32, none reaches
        found: Flags = scores >= np.float32(minimum)
    return found


def _pairs(
    pairs: Collection[IdPair], mentees: dict[int, int], mentors: dict[int, int]
) -> list[tuple[int, int]]:
    strange = [pair for pair in pairs if pair[0] not in mentees or pair[1] not in mentors]
    if strange:
        raise ValueError(f"mentee {strange[0][0]} or mentor {strange[0][1]} is not in the cohort")
    return sorted({(mentees[mentee], mentors[mentor]) for mentee, mentor in pairs})


def _vet_required(found: Ground, forbidden: set[tuple[int, int]]) -> None:
    for mentee, mentor in found.required:
        if (mentee, mentor) in forbidden:
            pair = f"{found.mentee_ids[mentee]} and mentor {found.mentor_ids[mentor]}"
            raise ValueError(f"mentee {pair} are both required and forbidden")
    if len({mentee for mentee, _ in found.required}) < len(found.required):
        raise ValueError("a mentee is required to be with two mentors")
    for mentor, places in zip(found.mentor_ids, found.places, strict=True):
        if places < 0:
            raise ValueError(f"mentor {mentor} is required to take more mentees than they do")
