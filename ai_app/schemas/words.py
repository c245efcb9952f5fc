"""Words that a model is asked for, and what it gives."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

WrittenBy = Literal["gemini", "template"]


class Purpose(str, Enum):
    """What words are for."""

    REASON = "reason"
    """Tells a mentee why this mentor."""
    FIRST_MESSAGE = "first-message"
    """What the mentee may send the mentor first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a model is asked."""

    instruction: str
    """Of ours, whole: nothing in it was written by anybody else."""
    data: str
    """What people wrote, fenced, between two lines of ours."""
    tokens_max: int
    """Of the answer; what a model thinks before it answers counts too."""
    lists: tuple[str, ...] = ()
    """Names of lists: the answer is one JSON object of these; without them it is plain text."""
    fields: tuple[str, ...] = ()
    """Names of the texts that each item of each list has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of an answer, as it comes."""

    text: str = ""
    tokens: int | None = None
    """What prompt and answer cost so far; None where the model does not say."""
