"""A market: who accepts whom, in which order, and how many mentees a mentor takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Assignment: TypeAlias = tuple[int | None, ...]
"""The mentor of each mentee, by their numbers; None for who has none."""
Numbers: TypeAlias = NDArray[np.int32]

NOWHERE = 2**31 - 1
"""The place of who is in no list: after every other."""


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Mentees and mentors by their numbers, from 0 on; every order is strict.

    The hospitals/residents problem of Gale and Shapley, "College Admissions and the Stability of
    Marriage", American Mathematical Monthly 69 (1962): mentees are the residents.
    """

    wishes: tuple[Numbers, ...]
    """For each mentee the mentors that are acceptable to both, the one wanted most first."""
    orders: tuple[Numbers, ...]
    """For each mentor these mentees, the one wanted most first; some may take no part."""
    places: Numbers
    """Where a mentor stands in a mentee's wish, 0 for the first: shape (mentees, mentors)."""
    ranks: Numbers
    """Where a mentee stands in a mentor's order, 0 for the first: shape (mentors, mentees)."""
    capacities: tuple[int, ...]
    """For each mentor how many mentees they take at most; 0 for none."""


def market(
    wishes: Sequence[Sequence[int]], orders: Sequence[Sequence[int]], capacities: Sequence[int]
) -> Market:
    """Return the market of two sides' orders; a pair counts where each lists the other.

    Raises `ValueError` for a number that is not there, one listed twice, or a capacity below 0.
    """
    _vet(wishes, len(orders), "mentor")
    _vet(orders, len(wishes), "mentee")
    vet_capacities(capacities, len(orders))
    mutual = _places(wishes, len(orders)) < NOWHERE
    mutual &= _places(orders, len(wishes)).T < NOWHERE
    kept = [
        [other for other in wish if row[other]] for wish, row in zip(wishes, mutual, strict=True)
    ]
    ordered = [
        [other for other in order if row[other]]
        for order, row in zip(orders, mutual.T, strict=True)
    ]
    return Market(
        wishes=tuple(np.array(wish, np.int32) for wish in kept),
        orders=tuple(np.array(order, np.int32) for order in ordered),
        places=_places(kept, len(orders)),
        ranks=_places(ordered, len(wishes)),
        capacities=tuple(capacities),
    )


def _places(lists: Sequence[Sequence[int]], others: int) -> Numbers:
    """Return where each stands in each list: shape (lists, others)."""
    places = np.full((len(lists), others), NOWHERE, np.int32)
    for row, listed in zip(places, lists, strict=True):
        row[np.array(listed, np.int32)] = np.arange(len(listed))
    return places


def _vet(lists: Sequence[Sequence[int]], others: int, of: str) -> None:
    for number, listed in enumerate(lists):
        if len(set(listed)) != len(listed):
            raise ValueError(f"number {number} lists a {of} twice")
        if not all(0 <= other < others for other in listed):
            raise ValueError(f"number {number} lists a {of} that is not there")


def vet_capacities(capacities: Sequence[int], mentors: int) -> None:
    """Raise `ValueError` where a mentor has no capacity, or one below 0."""
    if len(capacities) != mentors or any(capacity < 0 for capacity in capacities):
        raise ValueError("each mentor needs a capacity, 0 or more")


def taken(of: Market, assignment: Assignment) -> list[list[int]]:
    """Return the mentees of each mentor, the one the mentor wants most first."""
    found: list[list[int]] = [[] for _ in of.capacities]
    for mentee, mentor in enumerate(assignment):
        if mentor is not None:
            found[mentor].append(mentee)
    for mentees, ranks in zip(found, of.ranks, strict=True):
        mentees.sort(key=ranks.__getitem__)
    return found
