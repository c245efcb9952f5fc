"""Kinds of text, numbers and moments that a body may hold, each with its bounds.

They are taken as they are: a text of digits is no number, and a number is no moment.
"""

import re
from datetime import datetime, timezone
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

from schemas.people import COUNT_MAX
from schemas.text import composed


def as_number(value: object) -> object:
    """Return a value as it came; raise `ValueError` for a text or a truth, which are no number."""
    if isinstance(value, str | bytes | bool):
        raise ValueError("a number is wanted")  # noqa: TRY004 - as pydantic wants it
    return value


def as_composed(value: object) -> object:
    """Return a text as it is kept, and what is none as it came."""
    return composed(value) if isinstance(value, str) else value


def as_text(moment: object) -> object:
    """Return a moment as it came; raise `ValueError` for a number, which may count anything.

    A text of digits is none, either: it begins as RFC 3339, section 5.6 has it.
    """
    if isinstance(moment, int | float) or (
        isinstance(moment, str) and not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]", moment)
    ):
        raise ValueError("a moment is a text, as 2026-01-05T09:00:00Z")
    return moment


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; raise `ValueError` for one that has no year there."""
    try:
        return moment.astimezone(timezone.utc)
    except OverflowError:
        raise ValueError("a moment lies between the years 1 and 9999, in UTC") from None


COMPOSED = BeforeValidator(as_composed)
"""Before anything is counted: spelled in parts, as macOS does, a text is three times as long."""
NUMBER = BeforeValidator(as_number)
"""JSON knows one kind of number: 19.0 is the whole number 19."""
ID_MAX = 2**53 - 1
"""The greatest whole number that every reader of JSON takes for itself (RFC 8259, section 6)."""
UserId = Annotated[int, Field(ge=1, le=ID_MAX, description="The platform's id of a person")]
# The patterns leave out NUL, which PostgreSQL cannot keep; they stand in the API's description.
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=80, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$"),
    COMPOSED,
]
"""Of a person or a company."""
Introduction = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=4_000, pattern=r"^[^\x00]*$"),
    COMPOSED,
]
Names = Annotated[
    list[Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$"), COMPOSED]],
    Field(max_length=50),
]
"""Of jobs, skills or companies; one that is blank counts as none."""
BodyId = Annotated[UserId, NUMBER]
Years = Annotated[int, Field(ge=0, le=70, description="Years of work"), NUMBER]
Count = Annotated[int, Field(ge=0, le=COUNT_MAX), NUMBER]
Capacity = Annotated[int, Field(ge=0, le=10_000), NUMBER]
Flag = Annotated[bool, Field(strict=True)]
Moment = Annotated[AwareDatetime, BeforeValidator(as_text), AfterValidator(in_utc)]
"""With its time zone, as RFC 3339 writes it; taken in UTC."""
Token = Annotated[str, StringConstraints(max_length=128, pattern=r"^[!-~]+$")]
"""An id that a client made; no text, so it can go anywhere."""
