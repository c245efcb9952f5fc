"""Blocking pairs: the proof that a matching is stable is that there are none."""

import numpy as np

from services.stability.market import NOWHERE, Assignment, Market, taken


def blocking_pairs(of: Market, assignment: Assignment) -> list[tuple[int, int]]:
    """Return every mentee and mentor who would both rather have each other.

    The mentee prefers the mentor to whom they have, or has nobody; the mentor has a place left, or
    prefers the mentee to the worst they have. Each pair is looked at: it takes no word of whoever
    made the matching.
    """
    mentees = taken(of, assignment)
    has = [
        NOWHERE if mentor is None else places[mentor]
        for mentor, places in zip(assignment, of.places, strict=True)
    ]
    bars = [_bar(of, mentor, mentees[mentor]) for mentor in range(len(of.capacities))]
    wants = of.places < np.array(has, np.int32)[:, None]
    wanted = of.ranks < np.array(bars, np.int32)[:, None]
    return [(mentee, mentor) for mentee, mentor in np.argwhere(wants & wanted.T).tolist()]


def _bar(of: Market, mentor: int, mentees: list[int]) -> int:
    """Return the rank that a mentee must stay below for the mentor to want them."""
    if not of.capacities[mentor]:
        return -1
    if len(mentees) < of.capacities[mentor]:
        return NOWHERE
    return int(of.ranks[mentor, mentees[-1]])


def is_feasible(of: Market, assignment: Assignment) -> bool:
    """Say whether everybody has only who accepts them, and no mentor has more than they take."""
    accepted = all(
        mentor is None or places[mentor] < NOWHERE
        for mentor, places in zip(assignment, of.places, strict=True)
    )
    return accepted and all(
        len(mentees) <= capacity
        for mentees, capacity in zip(taken(of, assignment), of.capacities, strict=True)
    )
