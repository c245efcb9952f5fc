"""Vectors in eight bits: a quarter of the memory to read, and a bound of what that loses.

A row's code is the vector in steps of its own largest coordinate / 127, rounded. If v is a row and
c what its code stands for, and q and d likewise for a query, then v.q - c.d = (v - c).q +
c.(q - d); by Cauchy and Schwarz that is at most |v - c| |q| + |c| |q - d|, and both losses are
known. Products of codes are whole numbers below 2**24: the same, whichever instructions add them.
"""

from dataclasses import dataclass
from functools import lru_cache

import numkong
import numpy as np
from numpy.typing import NDArray

from schemas.embedding import Vectors

Codes = NDArray[np.int8]
"""Shape (rows, dimension)."""
Singles = NDArray[np.float32]
"""One number for each row."""

TINY = np.finfo(np.float32).tiny
"""Stands for 0 where it would be divided by."""
QUERIES_MAX = 1_024
"""So many queries are remembered, of two kilobytes each."""
STEPS = 127
"""Of a sign: -128 is not used, so that codes have a symmetry that vectors have, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """Vectors as codes."""

    codes: Codes
    steps: Singles
    """How much one step of a row is."""
    losses: Singles
    """How far, at most, what a row's code stands for lies from its vector."""


def coded(vectors: Vectors) -> Coded:
    """Return unit vectors as codes: shape (rows, dimension). A row of zeros loses nothing."""
    wide = vectors.astype(np.float64)
    steps = (np.abs(wide).max(axis=1) / STEPS).astype(np.float32)
    scaled = wide / np.maximum(steps, TINY)[:, None]
    codes = np.clip(np.rint(scaled), -STEPS, STEPS).astype(np.int8)
    losses = np.linalg.norm(wide - codes * steps.astype(np.float64)[:, None], axis=1)
    return Coded(codes=codes, steps=steps, losses=np.nextafter(losses.astype(np.float32), 2))


def coded_query(vector: Vectors) -> Coded:
    """Return one unit vector as a code; those who ask again get the one that was made before."""
    return _coded_query(vector.astype(np.float32, copy=False).tobytes())


@lru_cache(maxsize=QUERIES_MAX)
def _coded_query(vector: bytes) -> Coded:
    return coded(np.frombuffer(vector, np.float32)[None, :])


def likeness(codes: Codes, steps: Singles, query: Coded) -> Singles:
    """Return the products of what these codes stand for with that of one query: one for each row.

    Wrong by no more than four roundings of 24 bits beside what codes lose.
    """
    found = np.empty((1, len(codes)), np.float32)
    numkong.cdist(query.codes, codes, "dot", out=found)
    found[0] *= steps
    found[0] *= query.steps[0]
    each: Singles = found[0]
    return each


def lost(losses: float, query: Coded) -> float:
    """Return how far a likeness may be from the cosine, for rows that lose so much at most."""
    of_query = float(query.losses[0])
    return losses + (1 + losses) * of_query
