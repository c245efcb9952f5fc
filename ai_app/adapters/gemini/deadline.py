"""Bounds how long a caller waits for pieces, whatever the libraries and the network do meanwhile.

The timeouts of an HTTP client bound each read, not their sum: a server that sends a byte now and
then is waited for without end. So each stream is read by a thread of its own, and its caller waits
no longer than agreed. A thread that is left behind ends with its next read, at the latest when that
times out; until then it holds its place, so there are never more threads than places.
"""

from collections.abc import Callable, Generator
from contextlib import closing
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Event, Thread
from typing import TypeAlias

import structlog

from schemas.errors import WordsDown
from schemas.words import Piece

Stream: TypeAlias = Generator[Piece, None, None]
Handed: TypeAlias = "SimpleQueue[Piece | WordsDown | None]"
"""Pieces, then None where they are all, or else why not."""

log = structlog.get_logger()


class Places:
    """As many streams as may be read at once."""

    def __init__(self, count_max: int, *, clock: Callable[[], float]) -> None:
        """Take how many, and a clock in seconds that never goes back."""
        self._free = BoundedSemaphore(count_max)
        self._clock = clock

    def read(self, stream: Callable[[], Stream], *, deadline_s: float) -> Stream:
        """Yield what a stream yields; raise what it raises, and `WordsDown` at the deadline.

        Raises `WordsDown` at once where no place is free. Who closes this stops the stream.
        """
        if not self._free.acquire(blocking=False):
            raise WordsDown("as many answers are being written as may be at once")
        handed: Handed = SimpleQueue()
        stopping = Event()
        Thread(
            target=self._hand_over, args=(stream, handed, stopping), name="words", daemon=True
        ).start()
        until_s = self._clock() + deadline_s
        try:
            while True:
                try:
                    got = _next(handed, until_s - self._clock())
                except Empty:
                    raise WordsDown(f"there was no answer within {deadline_s:g} s") from None
                if got is None:
                    return
                if isinstance(got, WordsDown):
                    raise got
                yield got
        finally:
            stopping.set()

    def _hand_over(
        self,
        stream: Callable[[], Stream],
        handed: Handed,
        stopping: Event,
    ) -> None:
        end: WordsDown | None = WordsDown("the answer could not be read; the logs tell more")
        try:
            with closing(stream()) as pieces:
                for piece in pieces:
                    if stopping.is_set():
                        break
                    handed.put(piece)
            end = None
        except WordsDown as error:
            end = error
        except Exception:
            log.exception("unforeseen error")
        finally:
            self._free.release()
            handed.put(end)


def _next(handed: Handed, left_s: float) -> Piece | WordsDown | None:
    """Return what is handed over next; raise `Empty` when the time is up, even if more is there."""
    if left_s <= 0:
        raise Empty
    return handed.get(timeout=left_s)
