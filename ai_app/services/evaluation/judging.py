"""Judging: systems answer queries that people graded, and each answer is measured."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeAlias, TypeVar

from services.evaluation import metrics
from services.evaluation.metrics import Grades, Ranking

LANGUAGES = ("ko", "en", "mixed")


class JudgedQuery(Protocol):
    """A query in one of `LANGUAGES`, and how relevant people are to it."""

    @property
    def id(self) -> int | str:
        """Which query this is; no two have the same."""

    @property
    def language(self) -> str:
        """One of `LANGUAGES`."""

    @property
    def text(self) -> str:
        """What was asked."""

    @property
    def grades(self) -> Mapping[int, int]:
        """The grades of people by their ids, 0 or more; who is not named has 0."""


Query = TypeVar("Query", bound=JudgedQuery)
System: TypeAlias = Callable[[Query], Ranking]
"""Ranks people for a query; it must not look at the grades."""
Metric: TypeAlias = Callable[[Ranking, Grades], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How rankings are measured."""

    depth: int = 10
    """How far down nDCG, recall and coverage look."""
    hit_depths: tuple[int, ...] = (1, 3, 5, 10)
    relevant_from: int = 1
    """The lowest grade of somebody whom it is right to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What each system answered, and how good each answer is by each metric."""

    rules: Rules
    languages: tuple[str, ...]
    """The language of each query that was asked, in their order."""
    left_out: Mapping[str, int]
    """For each language the number of queries to which nobody is relevant."""
    rankings: Mapping[str, tuple[tuple[int, ...], ...]]
    """By system, one per query."""
    values: Mapping[str, Mapping[str, tuple[float, ...]]]
    """By system and metric, one per query."""


def standard_metrics(rules: Rules) -> dict[str, Metric]:
    """Return the measures of a single ranking that a report gives, by their names."""
    depth, lowest = rules.depth, rules.relevant_from
    found: dict[str, Metric] = {
        f"nDCG@{depth}": partial(metrics.ndcg, k=depth),
        "MRR": partial(metrics.reciprocal_rank, relevant_from=lowest),
        f"recall@{depth}": partial(metrics.recall, k=depth, relevant_from=lowest),
    }
    for k in rules.hit_depths:
        found[f"hit@{k}"] = partial(metrics.hit, k=k, relevant_from=lowest)
    return found


def judged(
    systems: Mapping[str, System[Query]],
    queries: Sequence[Query],
    rules: Rules,
    more: Mapping[str, Metric] | None = None,
) -> Judged:
    """Ask every system every query, and measure the answers; `more` are further metrics.

    A query to which nobody is relevant tells nothing of any system: nobody is asked it, and it is
    counted. Raises `ValueError` for two queries of one id, a language that is not known, a grade
    below 0, or a ranking that names somebody twice.
    """
    _vet(queries)
    asked = [query for query in queries if metrics.relevant(query.grades, rules.relevant_from)]
    measures = {**standard_metrics(rules), **(more or {})}
    rankings = {
        name: tuple(tuple(system(query)) for query in asked) for name, system in systems.items()
    }
    values = {
        name: {
            metric: tuple(
                measure(ranking, query.grades)
                for ranking, query in zip(answers, asked, strict=True)
            )
            for metric, measure in measures.items()
        }
        for name, answers in rankings.items()
    }
    return Judged(
        rules=rules,
        languages=tuple(_language(query) for query in asked),
        left_out=_left_out(queries, asked),
        rankings=rankings,
        values=values,
    )


def _vet(queries: Sequence[JudgedQuery]) -> None:
    if len({query.id for query in queries}) != len(queries):
        raise ValueError("two queries have the same id")
    unknown = {query.language for query in queries} - set(LANGUAGES)
    if unknown:
        raise ValueError(f"no language of queries: {min(unknown)!r}")


def _language(query: JudgedQuery) -> str:
    """Return the plain word, for the language of a query may be of an enumeration."""
    return LANGUAGES[LANGUAGES.index(query.language)]


def _left_out(queries: Sequence[JudgedQuery], asked: Sequence[JudgedQuery]) -> dict[str, int]:
    def count(of: Sequence[JudgedQuery], language: str) -> int:
        return sum(query.language == language for query in of)

    return {language: count(queries, language) - count(asked, language) for language in LANGUAGES}
