"""An encoder whose vectors are drawn from the text's digest, and mentors for it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from schemas.embedding import ModelIdentity, Vectors
from schemas.people import Mentor, Profile

DIMENSION = 8


def mentor(user_id: int, introduction: str = "") -> Mentor:
    """Give a mentor who says this, or something that nobody else says."""
    said = introduction or f"I am number {user_id}."
    return Mentor(user_id=user_id, nickname="m", profile=Profile(introduction=said))


@dataclass
class HashEncoder:
    """Makes unit vectors of a text's SHA-256; remembers each text that it was given."""

    revision: str = "1"
    asked: list[str] = field(default_factory=list)
    before: Callable[[], None] = lambda: None
    """What happens while it works."""

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(name="hash", revision=self.revision, dimension=DIMENSION)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors("query: ", texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._vectors("passage: ", texts)

    def _vectors(self, prefix: str, texts: Sequence[str]) -> Vectors:
        self.before()
        self.asked += texts
        digests = [hashlib.sha256(f"{self.revision}{prefix}{text}".encode()) for text in texts]
        rows = [np.frombuffer(each.digest()[:DIMENSION], dtype=np.int8) for each in digests]
        vectors = np.array(rows, dtype=np.float32).reshape(-1, DIMENSION) + 0.5
        found: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return found
