"""Deferred acceptance: the stable matchings that are best for one side, everybody on it at once."""

from collections.abc import Sequence
from heapq import heappush, heapreplace

import numpy as np

from services.stability.heard import Heard, unheard
from services.stability.market import NOWHERE, Assignment, Market, Numbers

REFUSALS_MAX = 8
"""After so many in a row, all who would refuse are struck from the list at once."""
HEARD_EVERY = 128
"""Askers between two words about how far it is."""


def best_for_mentees(of: Market, heard: Heard = unheard) -> Assignment:
    """Return the matching that no mentee could improve on in any stable one.

    Each mentee asks down their list; a mentor keeps the best who asked, up to the capacity, and
    lets the worst go when a better one asks. In which order they ask makes no difference (Gale and
    Shapley, 1962, theorem 2). `heard` is told how many mentees have asked.
    """
    asking = _Asking(of.wishes, of.ranks, of.capacities)
    asking.all_ask([1] * len(of.wishes), heard)
    found: list[int | None] = [None] * len(of.wishes)
    for mentor, mentees in enumerate(asking.kept):
        for _, mentee in mentees:
            found[mentee] = mentor
    return tuple(found)


def best_for_mentors(of: Market, heard: Heard = unheard) -> Assignment:
    """Return the matching that no mentor could improve on in any stable one; mentees like it least.

    As above with the sides changed: a mentor asks for each of their places, a mentee keeps one.
    `heard` is told how many mentors have asked.
    """
    asking = _Asking(of.orders, of.places, [1] * len(of.wishes))
    asking.all_ask(of.capacities, heard)
    return tuple(mentors[0][1] if mentors else None for mentors in asking.kept)


class _Asking:
    """Those who ask, each down their list, and those who keep the best of who asked."""

    def __init__(self, lists: Sequence[Numbers], ranks: Numbers, capacities: Sequence[int]) -> None:
        self.standing = np.ascontiguousarray(ranks.T)
        """Where who asks stands in the order of who is asked: shape (asking, asked)."""
        self.capacities = capacities
        self.bars = np.array([NOWHERE if capacity else -1 for capacity in capacities], np.int32)
        """Below which rank each of the asked would keep somebody."""
        self.kept: list[list[tuple[int, int]]] = [[] for _ in capacities]
        """Whom each of the asked keeps, as a heap by rank, negated: the worst of them first."""
        self.lists = [each.data for each in lists]
        self.next = [0] * len(lists)
        self.row = [row.data for row in ranks]
        self.bar = self.bars.data
        # Reading one number through these takes a third of the time that an array needs for it.

    def all_ask(self, places: Sequence[int], heard: Heard) -> None:
        """Let each ask until as many keep them as they have places, or their list ends.

        Those begin whom most would rather have: fewer are then let go again.
        """
        first = np.argsort(self.standing.sum(axis=1, dtype=np.int64), kind="stable").tolist()
        for done, begin in enumerate(first):
            if done % HEARD_EVERY == 0:
                heard(done, len(first))
            for _ in range(places[begin]):
                asker: int | None = begin
                while asker is not None:
                    asker = self._ask(asker)
        heard(len(first), len(first))

    def _ask(self, asker: int) -> int | None:
        """Let one ask until somebody keeps them; return who is let go for it, None for nobody."""
        others, place, refusals = self.lists[asker], self.next[asker], 0
        while place < len(others):
            other = others[place]
            place += 1
            rank = self.row[other][asker]
            if rank < self.bar[other]:
                self.next[asker] = place
                return self._keep(other, asker, rank)
            refusals += 1
            if refusals == REFUSALS_MAX:
                others, place = self._struck(asker, place), 0
        self.next[asker] = place
        return None

    def _keep(self, asked: int, asker: int, rank: int) -> int | None:
        kept, let_go = self.kept[asked], None
        if len(kept) < self.capacities[asked]:
            heappush(kept, (-rank, asker))
        else:
            let_go = heapreplace(kept, (-rank, asker))[1]
        if len(kept) == self.capacities[asked]:
            self.bar[asked] = -kept[0][0]
        return let_go

    def _struck(self, asker: int, place: int) -> memoryview:
        """Strike all from a list who would refuse: bars only fall, so they would for good."""
        rest = np.asarray(self.lists[asker])[place:]
        self.lists[asker] = rest[(self.standing[asker] < self.bars)[rest]].data
        return self.lists[asker]
