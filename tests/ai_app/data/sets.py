"""The two sets of mentors and judged queries, read once for all tests of them."""

import functools
from dataclasses import dataclass
from pathlib import Path

from adapters.evaluation_files import read_judged_queries, read_mentors
from adapters.vocabulary_file import read_aliases
from schemas.evaluation import JudgedQuery
from schemas.people import Mentor
from services.vocabulary import Vocabulary

SHIPPED = Path(__file__).resolve().parents[3] / "ai_app" / "data"
SETS = ("", "held_out_")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSet:
    """Mentors, and queries judged against all of them."""

    mentors: list[Mentor]
    queries: list[JudgedQuery]


@functools.cache
def read(prefix: str) -> EvaluationSet:
    folder = SHIPPED / "evaluation"
    return EvaluationSet(
        mentors=read_mentors(folder / f"{prefix}mentors.jsonl"),
        queries=read_judged_queries(folder / f"{prefix}queries.jsonl"),
    )


@functools.cache
def vocabulary(name: str) -> Vocabulary:
    return Vocabulary(read_aliases(SHIPPED / f"{name}.json"))
