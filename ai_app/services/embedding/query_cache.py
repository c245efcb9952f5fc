"""Keeps the vectors of the last queries."""

from concurrent.futures import Future

from schemas.embedding import Vectors
from services.embedding.encoder import Encoder
from services.recent import Recent

QUERIES_MAX = 1_024
"""So many vectors of 384 numbers are 1.5 MB."""


class QueryCache:
    """Gives vectors of queries, least recently asked forgotten first; for many threads.

    A text that many ask for at once is encoded once, by the first of them; the others wait. A
    failure is told to those who wait, and is not kept.
    """

    def __init__(self, encoder: Encoder, *, queries_max: int = QUERIES_MAX) -> None:
        """Keep at most `queries_max` vectors, one or more."""
        self._encoder = encoder
        self._recent: Recent[Future[Vectors]] = Recent(queries_max)

    def has(self, text: str) -> bool:
        """Say whether the vector of a query is at hand: nobody needs to wait for it."""
        kept = self._recent.peek(text)
        return kept is not None and kept.done()

    def vector(self, text: str) -> Vectors:
        """Return the vector of a query: shape (dimension,), not to be written to.

        Raises what the encoder raises.
        """
        mine: Future[Vectors] = Future()
        kept = self._recent.keep(text, mine)
        return self._encoded(text, mine) if kept is mine else kept.result()

    def _encoded(self, text: str, mine: Future[Vectors]) -> Vectors:
        try:
            vector: Vectors = self._encoder.queries([text])[0]
        except BaseException as error:
            self._recent.drop(text, mine)
            mine.set_exception(error)
            raise
        vector.setflags(write=False)
        mine.set_result(vector)
        return vector
