"""Judged queries and the systems that answer them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from services.evaluation.judging import System

PEOPLE = range(1, 9)


class Language(str, Enum):
    """The language of a query, as a schema may have it."""

    KOREAN = "ko"
    ENGLISH = "en"
    MIXED = "mixed"
    FRENCH = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query that somebody judged."""

    id: int
    language: Language
    text: str
    grades: Mapping[int, int]


def asked(id: int, language: Language, grades: Mapping[int, int]) -> Asked:  # noqa: A002 - a noun
    return Asked(id=id, language=language, text=f"query {id}", grades=grades)


QUERIES = [
    asked(1, Language.KOREAN, {1: 3, 2: 1}),
    asked(2, Language.KOREAN, {3: 2}),
    asked(3, Language.KOREAN, {}),
    asked(4, Language.ENGLISH, {4: 1, 5: 2, 6: 3}),
    asked(5, Language.ENGLISH, {8: 1}),
    asked(6, Language.MIXED, {1: 0}),
]
"""Two of them have nobody who is relevant."""


def knowing(query: Asked) -> list[int]:
    """Rank by the grades themselves, as no real system may."""
    return sorted(PEOPLE, key=lambda each: -query.grades.get(each, 0))


def by_id(_query: Asked) -> list[int]:
    return list(PEOPLE)


def silent(_query: Asked) -> list[int]:
    return []


SYSTEMS: dict[str, System[Asked]] = {"knowing": knowing, "by id": by_id, "silent": silent}
