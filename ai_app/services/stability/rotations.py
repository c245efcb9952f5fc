"""Rotations: the steps from one stable matching to the next, good for mentors, bad for mentees.

Every stable matching is the best one for the mentees with some rotations done, and which they may
be is a matter of order alone: each set is possible that holds, with a rotation, all that precede
it. Gusfield and Irving, "The Stable Marriage Problem" (1989), chapter 3; where mentors take more
than one: Cheng, McDermid and Suzuki, "A Unified Approach to Finding Good Stable Matchings in the
Hospitals/Residents Setting", Theoretical Computer Science 400 (2008).
"""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from services.stability.heard import Heard, unheard
from services.stability.market import NOWHERE, Assignment, Market, taken

ROTATIONS_MAX = 20_000
"""Of so many the best can still be chosen in bounded time."""
HEARD_EVERY = 128
"""Mentees between two words about how far it is, unless a rotation comes first."""


class TooManyRotations(Exception):
    """So many stable matchings that the best cannot be looked for: ask for one of the two ends."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """A cycle of mentees, each of whom goes to the mentor that the next one leaves."""

    mentees: tuple[int, ...]
    left: tuple[int, ...]
    """The mentor that each of them leaves."""

    def moves(self) -> Iterator[tuple[int, int, int]]:
        """Yield each mentee, the mentor they leave and the one they go to."""
        for place, mentee in enumerate(self.mentees):
            yield mentee, self.left[place], self.left[(place + 1) % len(self.left)]


def rotations(of: Market, best: Assignment, heard: Heard = unheard) -> list[Rotation]:
    """Return every rotation, each after all that precede it; `best` is the best for the mentees.

    With all of them done the matching is the best for the mentors. `heard` is told how many mentees
    have gone as far as they ever will. Raises `TooManyRotations` for more than `ROTATIONS_MAX`.
    """
    found = list(islice(_Walk(of, best).steps(heard), ROTATIONS_MAX + 1))
    if len(found) > ROTATIONS_MAX:
        raise TooManyRotations(f"more than {ROTATIONS_MAX} steps lie between the two ends")
    return found


def done(assignment: Assignment, steps: Iterable[Rotation]) -> Assignment:
    """Return what a matching becomes by rotations, in an order in which they can be done."""
    found = list(assignment)
    for rotation in steps:
        for mentee, _, goes_to in rotation.moves():
            found[mentee] = goes_to
    return tuple(found)


class _Walk:
    """From the best for the mentees to the best for the mentors, one rotation at a time."""

    def __init__(self, of: Market, best: Assignment) -> None:
        self.of, self.has = of, list(best)
        self.kept = taken(of, best)
        """The mentees of each mentor, the worst of them last."""
        self.bars = np.array([self._bar(mentor) for mentor in range(len(self.kept))], np.int32)
        """Below which rank each mentor would have another."""
        self.beyond = [
            0 if mentor is None else places[mentor] + 1
            for mentor, places in zip(best, of.places, strict=True)
        ]
        """Where in their list each mentee looks for the next mentor who would have them."""
        self.settled = [mentor is None for mentor in best]
        """Who stays where they are in every stable matching that is still to come."""

    def steps(self, heard: Heard) -> Iterator[Rotation]:
        """Yield the rotations, each as soon as it can be done."""
        path: dict[int, None] = {}
        for begin in range(len(self.has)):
            if begin % HEARD_EVERY == 0:
                heard(begin, len(self.has))
            while path or not self.settled[begin]:
                last = next(reversed(path), begin)
                path[last] = None
                displaced = self._displaced_by(last)
                if displaced is None or self.settled[displaced]:
                    self.settled[last] = True
                    del path[last]
                elif displaced in path:
                    yield self._turned(_cycle(path, displaced))
                    heard(begin, len(self.has))
                else:
                    path[displaced] = None
        heard(len(self.has), len(self.has))

    def _bar(self, mentor: int) -> int:
        """Return the rank of the worst that a mentor has; `NOWHERE` with a place left."""
        mentees, capacity = self.kept[mentor], self.of.capacities[mentor]
        if len(mentees) < capacity:
            return NOWHERE
        return int(self.of.ranks[mentor, mentees[-1]]) if mentees else -1

    def _displaced_by(self, mentee: int) -> int | None:
        """Return the worst mentee of the next mentor who would have this one in their stead.

        None where there is no such mentor, or one with a place left comes before: whoever went
        past would rather be there, so nobody ever does.
        """
        wish = self.of.wishes[mentee][self.beyond[mentee] :]
        would = self.of.ranks[wish, mentee] < self.bars[wish]
        first = int(would.argmax()) if would.any() else len(would)
        self.beyond[mentee] += first
        if first == len(would):
            return None
        mentor = wish[first]
        return None if self.bars[mentor] == NOWHERE else self.kept[mentor][-1]

    def _turned(self, cycle: list[int]) -> Rotation:
        """Let each of them go to their next mentor; return the rotation that this was."""
        rotation = Rotation(
            mentees=tuple(cycle),
            left=tuple(mentor for each in cycle if (mentor := self.has[each]) is not None),
        )
        for _, mentor, _ in rotation.moves():
            self.kept[mentor].pop()  # each of them is the worst that their mentor has
        for mentee, _, goes_to in rotation.moves():
            insort(self.kept[goes_to], mentee, key=self.of.ranks[goes_to].__getitem__)
            self.has[mentee] = goes_to
            self.beyond[mentee] += 1
        for mentor in rotation.left:
            self.bars[mentor] = self._bar(mentor)
        return rotation


def _cycle(path: dict[int, None], begin: int) -> list[int]:
    """Take the end of a path, from one of its mentees on, off it."""
    cycle = []
    while begin in path:
        cycle.append(path.popitem()[0])
    return cycle[::-1]
