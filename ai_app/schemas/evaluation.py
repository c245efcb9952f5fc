"""Queries whose best mentors are known, to measure how well mentors are found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from schemas.people import Profile


class Language(str, Enum):
    """In which language somebody asks."""

    KOREAN = "ko"
    ENGLISH = "en"
    MIXED = "mixed"
    """Korean sentences with English words amid them."""


class Grade(IntEnum):
    """How much a mentor would help; who has no grade would not."""

    USEFUL = 1
    """Could say something of use, in passing."""
    GOOD = 2
    """The right trade and most of the need, or the need and a trade near to it."""
    IDEAL = 3
    """The right trade and all of the need: who else would one send them to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuery:
    """What a mentee asks for, and how much each mentor would help."""

    query_id: str
    language: Language
    profile: Profile
    """What they typed is the introduction; jobs (wanted), skills and years where they gave them."""
    grades: Mapping[int, Grade] = field(hash=False)
    """Grades by the mentor's id, at least one of them; whoever is not in here counts as 0."""

    @property
    def id(self) -> str:
        """Which query this is; no two have the same."""
        return self.query_id

    @property
    def text(self) -> str:
        """What they typed."""
        return self.profile.introduction
