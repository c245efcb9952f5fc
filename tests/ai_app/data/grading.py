"""The rule by which grades were drafted, before a reader corrected them by hand.

Of each mentor it knows roles and traits, of each query what it needs, none of which is shipped:
a ranking must find out from the texts.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from schemas.evaluation import Grade

HERE = Path(__file__).parent
COMMON = frozenset({"react", "spring", "python", "english", "exam", "certification"})
"""What so many have that to share it alone says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What is true of a mentor, whatever words they use."""

    user_id: int
    roles: frozenset[str]
    traits: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a query asks for; each of `must` and `want` is met by any of its traits."""

    query_id: str
    roles: frozenset[str]
    near_roles: frozenset[str]
    must: tuple[frozenset[str], ...]
    want: tuple[frozenset[str], ...]


def facets(prefix: str) -> list[Facets]:
    return TypeAdapter(list[Facets]).validate_python(_rows(f"{prefix}facets.jsonl"))


def needs(prefix: str) -> list[Needs]:
    return TypeAdapter(list[Needs]).validate_python(_rows(f"{prefix}needs.jsonl"))


def drafted(mentor: Facets, asked: Needs) -> Grade | None:
    """Return the grade by rule; None where the mentor would not help.

    With the right role: 3 for all that must be and half of what is wanted, 2 for all that must be
    and some of what is wanted, 1 for all or anything uncommon of what must be. With a near role: 1
    where one of the right role would get 3.
    """
    exact = bool(mentor.roles & asked.roles)
    near = bool(mentor.roles & asked.near_roles)
    must = all(each & mentor.traits for each in asked.must)
    wanted = sum(bool(each & mentor.traits) for each in asked.want)
    half = 2 * wanted >= len(asked.want)
    if exact and must:
        return Grade.IDEAL if half else Grade.GOOD if wanted else Grade.USEFUL
    uncommon = mentor.traits - COMMON
    if (exact and any(each & uncommon for each in asked.must)) or (near and must and half):
        return Grade.USEFUL
    return None


def drafts(mentors: Iterable[Facets], asked: Needs) -> dict[int, int]:
    """Return the grades by rule of all these mentors, by id, without the zeros."""
    grades = ((mentor.user_id, drafted(mentor, asked)) for mentor in mentors)
    return {mentor: int(grade) for mentor, grade in grades if grade is not None}


def _rows(name: str) -> list[object]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]
