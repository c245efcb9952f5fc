"""What the service asks of a model that writes."""

from collections.abc import Generator
from typing import Protocol

from schemas.words import Piece, Prompt


class Writer(Protocol):
    """Writes, and blocks while it does: call it off the event loop, by any number of threads."""

    def pieces(self, prompt: Prompt) -> Generator[Piece, None, None]:
        """Yield the answer in pieces as they come, at least one with text; close it to stop early.

        Raises `WordsDown` where there is no answer, or not all of it, within the time that the
        writer was given; pieces may have been yielded by then.
        """
