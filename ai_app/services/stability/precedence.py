"""Which rotations must be done before which: the order that gives all stable matchings."""

from bisect import insort
from collections.abc import Sequence

import numpy as np

from services.stability.heard import Heard, unheard
from services.stability.market import Assignment, Market, Numbers, taken
from services.stability.rotations import Rotation

NEVER = -1


def precedence(
    of: Market, best: Assignment, steps: Sequence[Rotation], heard: Heard = unheard
) -> list[set[int]]:
    """Return for each rotation the numbers of some that precede it, and through them all that do.

    A mentee must have come to a mentor before they can leave that one; and where they go past
    another who would have had them, that mentor must have found better ones first. A mentor who has
    several lets the worst of them go first, so what betters one mentor comes in one order. `heard`
    is told of how many rotations that is known.
    """
    passed = _passed(of, best, steps)
    before: list[set[int]] = [set() for _ in steps]
    came_by: dict[int, int] = {}
    bettered_by: dict[int, int] = {}
    for number, rotation in enumerate(steps):
        heard(number, len(steps))
        for mentee, mentor, goes_to in rotation.moves():
            if mentee in came_by:
                before[number].add(came_by[mentee])
            came_by[mentee] = number
            if mentor in bettered_by:
                before[number].add(bettered_by[mentor])
            bettered_by[mentor] = number
            places = of.places[mentee]
            gone_past = of.wishes[mentee][places[mentor] + 1 : places[goes_to]]
            before[number].update(passed[mentee, gone_past].tolist())
        before[number].discard(NEVER)
    return before


def _passed(of: Market, best: Assignment, steps: Sequence[Rotation]) -> Numbers:
    """Return which rotation ends that a mentor would have had a mentee: shape (mentees, mentors).

    `NEVER` where none does: they would not to begin with, or would to the end.
    """
    passed = np.full(of.places.shape, NEVER, np.int32)
    kept = taken(of, best)
    for number, rotation in enumerate(steps):
        worst = {mentor: of.ranks[mentor, kept[mentor].pop()] for mentor in rotation.left}
        for mentee, _, goes_to in rotation.moves():
            insort(kept[goes_to], mentee, key=of.ranks[goes_to].__getitem__)
        for mentor, rank in worst.items():
            better = of.ranks[mentor, kept[mentor][-1]]
            passed[of.orders[mentor][better + 1 : rank], mentor] = number
    return passed
