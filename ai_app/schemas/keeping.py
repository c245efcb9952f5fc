"""What keeping people answers: what a `PUT` did, and what happened since."""

from dataclasses import dataclass
from enum import Enum

from schemas.people import Mentor


class Put(str, Enum):
    """What a `PUT` did; done again it changes nothing."""

    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorChanges:
    """What happened to mentors since a moment, each named once, in the order of their changes."""

    upto: int
    """The number of the last change in here; ask for what came after it next."""
    put: tuple[Mentor, ...]
    deleted: tuple[int, ...]
    """The ids of mentors who are no more."""
    last_id: int | None = None
    """Whose the last change in here was; None where nothing happened."""
