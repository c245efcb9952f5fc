"""What the service asks of a model that makes vectors of texts."""

from collections.abc import Sequence
from typing import Protocol

from schemas.embedding import ModelIdentity, Vectors


class Encoder(Protocol):
    """Makes unit vectors, the same for the same text whenever and with whatever it is asked.

    May be called by many threads.
    """

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts that look for something: shape (texts, dimension)."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts that are looked for: shape (texts, dimension)."""
