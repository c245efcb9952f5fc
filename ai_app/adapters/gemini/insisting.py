"""Asks again where that may help, within a deadline: never after something was said."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from adapters.gemini.failures import Busy
from schemas.errors import WordsDown
from schemas.words import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a caller waits for words, and how often Gemini is asked for them meanwhile."""

    deadline_s: float = 20.0
    """For everything: connecting, all attempts and pauses, and the last piece."""
    attempts_max: int = 3
    pause_s: float = 0.5
    """Before the second attempt; before each other it doubles."""


def insist(
    ask: Callable[[float], Iterator[Piece]],
    patience: Patience,
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> Generator[Piece, None, None]:
    """Yield the pieces of the first attempt that has any; `ask` is told how many seconds are left.

    Raises `WordsDown`, and at once where a pause would outlast the deadline.
    """
    until_s = clock() + patience.deadline_s
    attempt = 0
    while True:
        attempt += 1
        begun = False
        try:
            for piece in ask(until_s - clock()):
                begun = True
                yield piece
        except Busy as busy:
            pause_s = max(busy.after_s or 0.0, patience.pause_s * 2 ** (attempt - 1))
            last = attempt == patience.attempts_max
            if begun or last or clock() + pause_s >= until_s:
                raise WordsDown(str(busy)) from None
            sleep(pause_s)
        else:
            return
