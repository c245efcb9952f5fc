"""Floors of a search: to read all vectors once, and to search them in numpy."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from schemas.embedding import Vectors
from tests.ai_app.bench.figures import Figure, Floor
from tests.ai_app.bench.timing import timed

DEPTH = 10
Ids = NDArray[np.int64]


def read_floor(vectors: Vectors, rounds: int) -> Floor:
    """Return how long one core takes to read all of it once, in milliseconds: a dot product."""
    flat = vectors.reshape(-1)
    return Floor(name="to read the vectors once", figure=timed(lambda _: flat @ flat, rounds).p50)


def search(vectors: Vectors, query: Vectors) -> Ids:
    """Return the ids, 1, 2, ..., of the nearest, as numpy finds them soonest."""
    likeness = vectors @ query
    found = np.argpartition(likeness, -DEPTH)[-DEPTH:]
    nearest: Ids = found[np.argsort(-likeness[found])] + 1
    return nearest


def nearest_by_doubles(vectors: Vectors, queries: Vectors) -> list[list[int]]:
    """Return the ids of the nearest to each query: every cosine in 64 bits, equals by their ids."""
    found = []
    for query in queries.astype(np.float64):
        likeness = np.concatenate(
            [part.astype(np.float64) @ query for part in np.array_split(vectors, 16)]
        )
        found.append((np.lexsort((np.arange(len(likeness)), -likeness))[:DEPTH] + 1).tolist())
    return found


def recall(found: Sequence[Sequence[int]], wanted: Sequence[Sequence[int]]) -> float:
    """Return which part of those who are wanted was found, over all queries."""
    hits = sum(len(set(ours) & set(theirs)) for ours, theirs in zip(found, wanted, strict=True))
    return hits / sum(map(len, wanted))


def numpy_figure(
    vectors: Vectors, queries: Vectors, wanted: Sequence[Sequence[int]], rounds: int, floor: Floor
) -> Figure:
    """Return how long numpy takes."""
    times = timed(lambda number: search(vectors, queries[number % len(queries)]), rounds)
    found = [search(vectors, query).tolist() for query in queries]
    return Figure(
        name="numpy, X @ q and argpartition",
        unit="ms",
        figure=times.p50,
        least=times.least,
        p99=times.p99,
        floor=floor,
        recall=recall(found, wanted),
    )
