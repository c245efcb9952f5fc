"""A market of scores: each side's orders are those of a matrix, sorted all at once."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.stability.market import NOWHERE, Market, Numbers, vet_capacities

Scores: TypeAlias = NDArray[np.float32]
Flags: TypeAlias = NDArray[np.bool_]

SIGN = np.uint32(1 << 31)
LAST = np.uint32((1 << 32) - 1)
"""The key of who is not acceptable; a finite score has a lower one."""


def scored_market(
    liking: Scores, fitting: Scores, acceptable: Flags, takes_part: Flags, capacities: Sequence[int]
) -> Market:
    """Return the market in which each wants those most who score highest for them.

    `liking` says how good a mentor is for a mentee, `fitting` how well the mentee fits the mentor,
    `acceptable` which pairs may be: each of shape (mentees, mentors). Of equal scores the lower
    number comes first: with such ties broken, what is stable is stable with them too, for nobody
    would rather have somebody who is only as good. A mentee who does not take part, shape
    (mentees,), keeps their rank in the mentors' orders, and has no wish. Scores must be finite.
    Raises `ValueError` for a capacity below 0.
    """
    vet_capacities(capacities, acceptable.shape[1])
    possible = acceptable & takes_part[:, None]
    wished = _descending(liking, acceptable)
    ordered = _descending(fitting.T, acceptable.T)
    return Market(
        wishes=_lists(wished, possible.sum(axis=1)),
        orders=_lists(ordered, acceptable.sum(axis=0)),
        places=_inverse(wished, possible),
        ranks=_inverse(ordered, possible.T),
        capacities=tuple(capacities),
    )


def _descending(scores: Scores, acceptable: Flags) -> Numbers:
    """Return the numbers of each row's columns, the acceptable ones first, the best in front.

    The bits of a positive float ascend as the float does, those of a negative one descend. With the
    column below them each is one whole number, and such numbers sort four times as fast as an
    `argsort` that must be stable.
    """
    # -0.0 becomes 0.0, which it equals; rows that lie in one piece sort half as fast again.
    bits = np.add(scores, np.float32(0), order="C").view(np.uint32)
    keys = np.where(bits & SIGN, bits, ~bits & ~SIGN)
    keys[~acceptable] = LAST
    numbered = keys.astype(np.uint64) << np.uint64(32)
    numbered |= np.arange(scores.shape[1], dtype=np.uint64)
    numbered.sort(axis=1)
    return numbered.astype(np.uint32).astype(np.int32)  # the lower half is the column


def _lists(sorted_: Numbers, lengths: NDArray[np.int64]) -> tuple[Numbers, ...]:
    return tuple(row[:length] for row, length in zip(sorted_, lengths.tolist(), strict=True))


def _inverse(sorted_: Numbers, possible: Flags) -> Numbers:
    """Return where each column stands in its sorted row; nowhere for a pair that cannot be."""
    rows, columns = sorted_.shape
    places = np.empty(rows * columns, np.int32)
    flat = sorted_ + np.arange(rows, dtype=np.int64)[:, None] * columns
    places[flat] = np.arange(columns, dtype=np.int32)  # `put_along_axis` takes twice the time
    found = places.reshape(rows, columns)
    found[~possible] = NOWHERE
    return found
