"""The independent checker: counts blocking pairs from the scores, whoever made the matching."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.cohort.ground import Ground
from services.stability.market import Assignment
from services.stability.scored import Flags, Scores

Rows: TypeAlias = NDArray[np.int64]
Standing: TypeAlias = tuple[Scores, Rows]
"""A score and a number: better is a higher score, or the same with a lower number."""


def blocking_count(on: Ground, has: Assignment, binding: Flags) -> int:
    """Return how many mentees and mentors may have each other, have not, and both would rather.

    `binding` says which mentees are bound to whom they have, with that mentor's place: shape
    (mentees,). All pairs are looked at, and neither lists nor ranks of the matching are.
    """
    held, least = _held(on, has), bars(on, has, binding)
    both = on.acceptable & (on.liking >= held[0][:, None]) & (on.fitting >= least[0])
    both[binding] = False
    # Few are left: those of a pair, and of equal scores. Found flat, in a tenth of the time.
    mentees, mentors = np.divmod(np.flatnonzero(both), max(1, both.shape[1]))
    wants = _exceeds(on.liking[both], mentors, held, mentees)
    wanted = _exceeds(on.fitting[both], mentees, least, mentors)
    return int(np.count_nonzero(wants & wanted))


def _exceeds(scores: Scores, numbers: Rows, than: Standing, rows: Rows) -> Flags:
    score, number = (each[rows] for each in than)
    found: Flags = (scores > score) | ((scores == score) & (numbers < number))
    return found


def _held(on: Ground, has: Assignment) -> Standing:
    """Return how each mentee likes whom they have; who has nobody likes that less than any."""
    number = np.array([-1 if mentor is None else mentor for mentor in has], np.int64)
    score = np.full(len(has), -np.inf, np.float32)
    matched = np.flatnonzero(number >= 0)
    score[matched] = on.liking[matched, number[matched]]
    return score, number


def bars(on: Ground, has: Assignment, binding: Flags) -> Standing:
    """Return what each mentor wants exceeded: minus infinity with a place left, else the least.

    Infinity where all places are bound, and for who takes nobody.
    """
    held = [(mentee, mentor) for mentee, mentor in enumerate(has) if mentor is not None]
    left = list(on.capacities)
    score = np.full(len(left), np.inf, np.float32)
    number = np.full(len(left), -1, np.int64)
    for mentee, mentor in held:
        left[mentor] -= 1
        fits = on.fitting[mentee, mentor]
        if not binding[mentee] and fits <= score[mentor]:  # the later of equals stands lower
            score[mentor], number[mentor] = fits, mentee
    score[np.array(left, np.int64) > 0] = -np.inf
    return score, number


def is_feasible(on: Ground, has: Assignment) -> bool:
    """Say whether each pair may be, nobody has more than they take, and all required ones are."""
    pairs = {(mentee, mentor) for mentee, mentor in enumerate(has) if mentor is not None}
    taken = np.bincount([mentor for _, mentor in pairs], minlength=len(on.capacities))
    return (
        all(on.acceptable[pair] for pair in pairs)
        and bool((taken <= np.array(on.capacities, np.int64)).all())
        and pairs.issuperset(on.required)
    )
