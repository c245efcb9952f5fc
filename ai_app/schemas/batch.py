"""The lines that a batch answers: one per line that was sent, and one at the end."""

from typing import Literal

from pydantic import BaseModel

from schemas.problem import FieldProblem

Outcome = Literal["created", "replaced", "unchanged"]


class LineKept(BaseModel):
    """A line was understood, and is kept."""

    line: int
    user_id: int
    outcome: Outcome


class LineRefused(BaseModel):
    """A line was not understood; nothing of it is kept."""

    line: int
    errors: list[FieldProblem]


class BatchEnd(BaseModel):
    """All lines were read; without this last line the answer was cut short."""

    done: Literal[True] = True
    lines: int
    created: int
    replaced: int
    unchanged: int
    refused: int
