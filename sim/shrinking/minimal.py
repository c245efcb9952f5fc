"""The fewest of some things that still fail: delta debugging, and a proof that none can go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

Thing = TypeVar("Thing")


def minimal(things: Sequence[Thing], fails: Callable[[tuple[Thing, ...]], bool]) -> list[Thing]:
    """Return some of the things, in their order, that fail while they fail without none of them.

    Larger shares are tried first (Zeller's ddmin), then one by one until nothing can be removed:
    whether a set fails need not say anything of a smaller one. `fails` is asked of no set twice in
    a row, and must know that all of the things together fail.
    """
    kept, share = list(things), 2
    if kept and fails(()):
        return []
    while len(kept) > 1:
        found = next((part for part in _parts(kept, share) if fails(tuple(part))), None)
        if found is not None:
            kept, share = found, max(2, min(share - 1, len(found)))
        elif share < len(kept):
            share = min(2 * share, len(kept))
        else:
            break
    return kept


def _parts(things: list[Thing], share: int) -> Iterator[list[Thing]]:
    """Yield each share of the things, smallest sets first, then all but each share."""
    bounds = [len(things) * place // share for place in range(share + 1)]
    shares = list(pairwise(bounds))
    if share > 1:
        yield from (things[begin:end] for begin, end in shares if end - begin < len(things))
    if share > 2:  # noqa: PLR2004 - of two shares, each is all but the other
        yield from (things[:begin] + things[end:] for begin, end in shares)


def without_each(things: Sequence[Thing]) -> Iterator[tuple[Thing, tuple[Thing, ...]]]:
    """Yield each of the things with all the others: what is minimal fails with none of these."""
    for place, thing in enumerate(things):
        yield thing, (*things[:place], *things[place + 1 :])
