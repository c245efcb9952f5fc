"""The writer: Gemini, asked with patience, never for longer than agreed."""

import time
from collections.abc import Callable, Generator, Iterator
from typing import Literal, Protocol

from adapters.gemini.deadline import Places
from adapters.gemini.gen_ai import GenAi
from adapters.gemini.generative_ai import GenerativeAi
from adapters.gemini.insisting import Patience, insist
from schemas.words import Piece, Prompt

Library = Literal["google-generativeai", "google-genai"]
PLACES_MAX = 8
"""Answers at once: each holds a thread of its own, and one of the forty that answer requests."""
TEMPERATURE = 0.4
"""Of 0 to 2: low, since what is said should stay near what is known."""


class Attempts(Protocol):
    """Asks Gemini once, through one of its libraries."""

    def attempt(self, prompt: Prompt, timeout_s: float) -> Iterator[Piece]:
        """Yield the answer; raise `WordsDown`, or `Busy` where the same may work in a moment."""


class GeminiWriter:
    """Fulfils `Writer`."""

    def __init__(
        self,
        through: Attempts,
        patience: Patience,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._through, self._patience = through, patience
        self._clock, self._sleep = clock, sleep
        self._places = Places(PLACES_MAX, clock=clock)

    def pieces(self, prompt: Prompt) -> Generator[Piece, None, None]:
        def stream() -> Generator[Piece, None, None]:
            return insist(
                lambda left_s: self._through.attempt(prompt, left_s),
                self._patience,
                clock=self._clock,
                sleep=self._sleep,
            )

        return self._places.read(stream, deadline_s=self._patience.deadline_s)


def open_writer(library: Library, *, api_key: str, model: str, deadline_s: float) -> GeminiWriter:
    """Return the writer through this library, which is imported when the first words are wanted."""
    kinds: dict[Library, type[GenerativeAi | GenAi]] = {
        "google-generativeai": GenerativeAi,
        "google-genai": GenAi,
    }
    through = kinds[library](api_key=api_key, model=model, temperature=TEMPERATURE)
    return GeminiWriter(through, Patience(deadline_s=deadline_s))
