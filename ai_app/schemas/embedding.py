"""Vectors of texts, and which model made them."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""One unit vector per row: shape (texts, dimension). A single one has shape (dimension,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """What must be equal for two vectors to be comparable."""

    name: str
    revision: str
    """Changes whenever the same text would get another vector."""
    dimension: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVector:
    """The vector of a mentor's profile text, and the digest of that text."""

    user_id: int
    text_hash: str
    vector: Vectors
