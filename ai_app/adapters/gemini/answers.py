"""Reads the chunks of an answer, whichever library brought them: what is text, and what went wrong.

The wire is that of `streamGenerateContent`: each chunk holds candidates, of which the first counts;
the last chunk says why it finished.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.errors import WordsDown
from schemas.words import Piece

FINISHED = "STOP"
CUT = "MAX_TOKENS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What of a chunk counts."""

    text: str = ""
    finish: str = ""
    """Why the answer is over, by the name of the wire; empty where it is not."""
    blocked: str = ""
    """Why the prompt was not answered at all; empty where it was."""
    tokens: int | None = None
    """Of prompt and answer in sum, up to here."""


def read(chunks: Iterable[Chunk]) -> Iterator[Piece]:
    """Yield the pieces of an answer; raise `WordsDown` for one that is blocked, cut or empty."""
    said, finish = False, ""
    for chunk in chunks:
        if chunk.text or chunk.tokens is not None:
            said = said or bool(chunk.text.strip())
            yield Piece(text=chunk.text, tokens=chunk.tokens)
        if chunk.blocked:
            raise WordsDown(f"Gemini does not answer this prompt ({chunk.blocked})")
        finish = chunk.finish or finish
        if finish not in {"", FINISHED}:
            cut = "was cut short" if finish == CUT else "was held back"
            raise WordsDown(f"Gemini's answer {cut} ({finish})")
    if finish != FINISHED:
        raise WordsDown("Gemini's answer broke off before its end")
    if not said:
        raise WordsDown("Gemini's answer is empty")
