"""Keeps the vectors of the last queries: the same words are often asked again within a minute.

Of the words it keeps a digest alone: whoever wrote them may be deleted, and nobody tells it.
"""

from collections import OrderedDict
from concurrent.futures import Future
from hashlib import blake2b
from threading import Lock

from schemas.embedding import Vectors
from services.embedding.encoder import Encoder

QUERIES_MAX = 1_024
"""So many vectors of 384 numbers are 1.5 MB."""


class QueryCache:
    """Gives vectors of queries, least recently asked forgotten first; for many threads.

    A text that many ask for at once is encoded once, by the first of them; the others wait. A
    failure is told to those who wait, and is not kept.
    """

    def __init__(self, encoder: Encoder, *, queries_max: int = QUERIES_MAX) -> None:
        """Keep at most `queries_max` vectors, one or more."""
        self._encoder, self._queries_max = encoder, queries_max
        self._kept: OrderedDict[bytes, Future[Vectors]] = OrderedDict()
        self._lock = Lock()

    def has(self, text: str) -> bool:
        """Say whether the vector of a query is at hand: nobody needs to wait for it."""
        kept = self._kept.get(_digest(text))
        return kept is not None and kept.done()

    def vector(self, text: str) -> Vectors:
        """Return the vector of a query: shape (dimension,), not to be written to.

        Raises what the encoder raises.
        """
        key = _digest(text)
        with self._lock:
            kept = self._kept.get(key)
            mine: Future[Vectors] = Future()
            if kept is None:
                self._kept[key] = mine
                if len(self._kept) > self._queries_max:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
        return self._encoded(text, key, mine) if kept is None else kept.result()

    def _encoded(self, text: str, key: bytes, mine: Future[Vectors]) -> Vectors:
        try:
            vector: Vectors = self._encoder.queries([text])[0]
        except BaseException as error:
            with self._lock:
                if self._kept.get(key) is mine:
                    del self._kept[key]
            mine.set_exception(error)
            raise
        vector.setflags(write=False)
        mine.set_result(vector)
        return vector


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
