"""Small cohorts made up, and all that is stable in them, found by trying everything in scores."""

from itertools import product

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from services.cohort.cohort import Cohort, Constraints, IdPair
from services.stability.scored import Scores

MENTEES_MAX, MENTORS_MAX, PLACES_MAX = 5, 4, 2

PATIENT = settings(deadline=None)
"""Trying everything takes as long as it takes: the machine may be busy."""

Matching = dict[int, int]
"""The mentor's id of each mentee who has one."""


def cohort(
    liking: list[list[float]], capacities: list[int], fitting: list[list[float]] | None = None
) -> Cohort:
    """Return a cohort of mentees 1, 2, ... and mentors 101, 102, ..."""
    shape = (len(liking), len(capacities))
    return Cohort(
        mentee_ids=tuple(range(1, len(liking) + 1)),
        mentor_ids=tuple(range(101, 101 + len(capacities))),
        capacities=tuple(capacities),
        liking=np.array(liking, np.float32).reshape(shape),
        fitting=None if fitting is None else np.array(fitting, np.float32).reshape(shape),
    )


@st.composite
def cohorts(draw: st.DrawFn, *, distinct: bool = False) -> Cohort:
    """Make up a cohort in any order of ids; with few scores to choose from, ties are everywhere."""
    mentees, mentors = draw(st.integers(0, MENTEES_MAX)), draw(st.integers(0, MENTORS_MAX))

    def matrix() -> Scores:
        size = mentees * mentors
        if distinct:
            values = list(draw(st.permutations(range(size))))
        else:
            values = draw(st.lists(st.integers(0, 6), min_size=size, max_size=size))
        return np.array(values, np.float32).reshape(mentees, mentors)

    ids = st.integers(1, 99)
    return Cohort(
        mentee_ids=tuple(draw(st.lists(ids, min_size=mentees, max_size=mentees, unique=True))),
        mentor_ids=tuple(draw(st.lists(ids, min_size=mentors, max_size=mentors, unique=True))),
        capacities=tuple(draw(st.integers(0, PLACES_MAX)) for _ in range(mentors)),
        liking=matrix(),
        fitting=matrix() if distinct or draw(st.booleans()) else None,
    )


@st.composite
def constraints(draw: st.DrawFn, of: Cohort) -> Constraints:
    """Make up constraints that can be met: minimums, forbidden pairs and required ones."""
    pairs = list(product(of.mentee_ids, of.mentor_ids))
    drawn = draw(st.lists(st.sampled_from(pairs), max_size=6)) if pairs else []
    left = dict(zip(of.mentor_ids, of.capacities, strict=True))
    required: dict[int, int] = {}
    for mentee, mentor in drawn[: draw(st.integers(0, 2))]:
        if mentee not in required and left[mentor]:
            required[mentee] = mentor
            left[mentor] -= 1
    return Constraints(
        liking_min=draw(st.integers(-1, 3)),
        fitting_min=draw(st.integers(-1, 3)),
        forbidden=[pair for pair in drawn if required.get(pair[0]) != pair[1]],
        required=tuple(required.items()),
    )


class Brute:
    """What a cohort's people want, looked up pair by pair; nothing of the service is asked."""

    def __init__(self, of: Cohort, under: Constraints) -> None:
        fitting = of.liking if of.fitting is None else of.fitting
        self.liking: dict[IdPair, float] = {}
        self.fitting: dict[IdPair, float] = {}
        for (row, mentee), (column, mentor) in product(
            enumerate(of.mentee_ids), enumerate(of.mentor_ids)
        ):
            self.liking[mentee, mentor] = float(of.liking[row, column])
            self.fitting[mentee, mentor] = float(fitting[row, column])
        self.required = dict(under.required)
        self.capacity = dict(zip(of.mentor_ids, of.capacities, strict=True))
        self.mentees = sorted(of.mentee_ids)
        self.acceptable = {
            pair
            for pair in self.liking
            if self.required.get(pair[0]) == pair[1]
            or (
                self.liking[pair] >= under.liking_min
                and self.fitting[pair] >= under.fitting_min
                and pair not in under.forbidden
            )
        }

        self.wishes = {mentee: self._wish(mentee) for mentee in self.mentees}
        self.orders = {mentor: self._order(mentor) for mentor in self.capacity}
        self.ahead = {
            (mentee, mentor): set(order[:place])
            for mentor, order in self.orders.items()
            for place, mentee in enumerate(order)
        }
        """Whom a mentor wants more than a mentee."""

    def wish(self, mentee: int) -> list[int]:
        return self.wishes[mentee]

    def order(self, mentor: int) -> list[int]:
        return self.orders[mentor]

    def _wish(self, mentee: int) -> list[int]:
        may = [mentor for each, mentor in self.acceptable if each == mentee]
        return sorted(may, key=lambda mentor: (-self.liking[mentee, mentor], mentor))

    def _order(self, mentor: int) -> list[int]:
        may = [mentee for mentee, each in self.acceptable if each == mentor]
        return sorted(may, key=lambda mentee: (-self.fitting[mentee, mentor], mentee))

    def blocking(self, found: Matching, binding: Matching) -> list[IdPair]:
        """Return the pairs that would rather, those bound to whom they have aside."""
        pairs = []
        for mentee in self.mentees:
            wish = self.wish(mentee)
            better = wish[: wish.index(found[mentee])] if mentee in found else wish
            for mentor in better if mentee not in binding else ():
                ahead = self.ahead[mentee, mentor]
                kept = [m for m in found if found[m] == mentor and (m in ahead or m in binding)]
                if len(kept) < self.capacity[mentor]:
                    pairs.append((mentee, mentor))
        return pairs

    def stable(self) -> list[Matching]:
        """Return every matching that has the required pairs and that none of the others blocks."""
        free = [mentee for mentee in self.mentees if mentee not in self.required]
        found = []
        for choice in product(*((*self.wish(mentee), None) for mentee in free)):
            pairs = {
                m: mentor for m, mentor in zip(free, choice, strict=True) if mentor is not None
            }
            pairs |= self.required
            sizes = [list(pairs.values()).count(mentor) for mentor in self.capacity]
            if all(
                size <= most for size, most in zip(sizes, self.capacity.values(), strict=True)
            ) and not self.blocking(pairs, self.required):
                found.append(pairs)
        return found

    def regrets(self, found: Matching) -> tuple[int, int]:
        return (
            sum(self.wish(mentee).index(mentor) for mentee, mentor in found.items()),
            sum(self.order(mentor).index(mentee) for mentee, mentor in found.items()),
        )

    def total(self, found: Matching) -> float:
        return sum(self.liking[pair] + self.fitting[pair] for pair in found.items()) / 2
