"""A population: all mentors as they are searched at one moment; the next one shares its rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from schemas.embedding import Vectors
from schemas.people import Mentor
from services.ranking.postings import Rows, Term
from services.ranking.store import Placed, Store
from services.vocabularies import UNKNOWING, Vocabularies

SPARE_LEAST, SPARE_PART = 64, 4
"""Room is made for a quarter more rows than there are, so that growing costs little in all."""
GONE_PART = 8
"""Once an eighth of the rows are of mentors who are gone, or changed, the rest is copied."""
LENGTH_TOLERANCE = 1e-3
"""How far from 1 the length of a unit vector may be: noise of 32 bits is far below."""
GONE = Mentor(user_id=0, nickname="")
"""Stands where a mentor stood who is not there any more, or not as they were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Mentors, their vectors and columns; it never changes, and threads may share it."""

    version: int
    """One more than that of the population it was made of."""
    dimension: int
    store: Store
    count: int
    """How many rows of the store are of this population, those of who is gone among them."""
    alive: NDArray[np.bool_]
    """Which of these rows are not."""
    row_of: MappingProxyType[int, int]
    """The row of each mentor, by their ids."""
    mentors: Sequence[Mentor]
    """The mentor of each row; `GONE` where they are not, so that nothing of theirs is held."""

    def __len__(self) -> int:
        """Return how many mentors there are."""
        return len(self.row_of)

    @property
    def known(self) -> Vocabularies:
        """What jobs and skills are called."""
        return self.store.known

    def mentor(self, user_id: int) -> Mentor | None:
        """Return this mentor; None where there is none."""
        row = self.row_of.get(user_id)
        return None if row is None else self.mentors[row]

    def rows(self, term: Term) -> Rows:
        """Return the rows that carry this term, those of who is gone among them."""
        return self.store.postings.rows(term, below=self.count)


def empty(dimension: int, known: Vocabularies = UNKNOWING) -> Population:
    """Return the population of nobody, for vectors of this dimension and names of these words."""
    return Population(
        version=0,
        dimension=dimension,
        store=Store(SPARE_LEAST, dimension, known),
        count=0,
        alive=np.empty(0, np.bool_),
        row_of=MappingProxyType({}),
        mentors=(),
    )


def advanced(
    before: Population, *, put: Sequence[Placed] = (), deleted: Collection[int] = ()
) -> Population:
    """Return the population with these mentors put, in place of who had their ids, and deleted.

    The one before stays as it is. What answers it gives depends on who is in it alone. Who is
    deleted need not be there. Raises `ValueError` where an id comes twice, or a vector is no unit
    vector of the dimension.
    """
    _vet(before.dimension, put, deleted)
    left = [row for mentor, _ in put if (row := before.row_of.get(mentor.user_id)) is not None]
    left += [row for user_id in deleted if (row := before.row_of.get(user_id)) is not None]
    alive = before.alive.copy()
    alive[left] = False
    mentors = _without(before.mentors, left)
    store, count = before.store, before.count
    gone = count - (len(before.row_of) - len(left))
    if gone * GONE_PART > count + SPARE_LEAST or not store.claim(count, len(put)):
        kept = np.flatnonzero(alive).astype(np.int32)
        needed = len(kept) + len(put)
        store = store.copied(kept, count, needed + needed // SPARE_PART + SPARE_LEAST)
        count, alive = len(kept), np.ones(len(kept), np.bool_)
        mentors = [mentors[row] for row in kept.tolist()]
        row_of = dict(zip(store.user_ids[:count].tolist(), range(count), strict=True))
        store.claim(count, len(put))
    else:
        row_of = before.row_of.copy()
        for user_id in deleted:
            row_of.pop(user_id, None)
    store.write(count, put)
    row_of.update((mentor.user_id, row) for row, (mentor, _) in enumerate(put, count))
    return Population(
        version=before.version + 1,
        dimension=before.dimension,
        store=store,
        count=count + len(put),
        alive=np.concatenate((alive, np.ones(len(put), np.bool_))),
        row_of=MappingProxyType(row_of),
        mentors=[*mentors, *(mentor for mentor, _ in put)],
    )


def _without(mentors: Sequence[Mentor], rows: Sequence[int]) -> list[Mentor]:
    found = list(mentors)
    for row in rows:
        found[row] = GONE
    return found


def _vet(dimension: int, put: Sequence[Placed], deleted: Collection[int]) -> None:
    named = [mentor.user_id for mentor, _ in put] + list(deleted)
    if len(set(named)) != len(named):
        raise ValueError("each mentor is put or deleted once")
    for mentor, vector in put:
        if vector is not None and not is_unit(vector, dimension):
            raise ValueError(f"the vector of {mentor.user_id} is no unit vector of {dimension}")


def is_unit(vector: Vectors, dimension: int) -> bool:
    """Say whether this is one vector of this dimension, with a length of 1."""
    if vector.shape != (dimension,):
        return False
    return abs(sqrt(float(vector @ vector)) - 1) < LENGTH_TOLERANCE  # NaN is not
