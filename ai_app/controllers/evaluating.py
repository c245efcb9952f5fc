"""Evaluates the ranking on a judged set, beside plain ways to rank that it must beat."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np

from adapters.evaluation_files import read_judged_queries, read_mentors
from schemas.embedding import StoredVector, Vectors
from schemas.evaluation import Grade, JudgedQuery
from schemas.people import Mentor, Profile
from services.embedding.encoder import Encoder
from services.embedding.profile_text import profile_text
from services.evaluation import baselines
from services.evaluation.judging import Rules, judged
from services.evaluation.metrics import intra_list_diversity
from services.evaluation.report import Bootstrap, Report, report
from services.people.seeking import Seekers
from services.ranking.population import advanced, empty
from services.ranking.query import Filters, Query
from services.ranking.recommendation import recommend
from services.vocabularies import Vocabularies

OURS, WORDS = "ours", "ours, no model"
ENCODING, ASKING, MEASURING = "encoding", "asking", "measuring"
"""The phases of an evaluation."""
BATCH_MAX = 16
"""Texts between two words of how far it is: some half a second of work."""
BASELINES = ("BM25", "popularity", "plain cosine")
RULES = Rules(relevant_from=Grade.GOOD)
MOMENT = datetime(2026, 1, 1, tzinfo=timezone.utc)
"""When the sets were made: how long ago people were active must not change a figure."""
Answer = Callable[[JudgedQuery], Sequence[int]]
Told = Callable[[str, int, int], None]
"""Hears a phase, how much of it is done, and of how much; what it raises ends the evaluation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSet:
    """People and queries, of which one knows who suits whom."""

    mentors: tuple[Mentor, ...]
    queries: tuple[JudgedQuery, ...]


def read_set(directory: Path, name: str, known: Vocabularies) -> JudgedSet:
    """Return the set `main` or `held_out`, with names of jobs and skills normalised.

    Raises `MalformedEvaluation` where it cannot be read.
    """
    prefix = "" if name == "main" else f"{name}_"
    mentors = read_mentors(directory / f"{prefix}mentors.jsonl")
    return JudgedSet(
        mentors=tuple(
            replace(mentor, profile=normalised(mentor.profile, known)) for mentor in mentors
        ),
        queries=tuple(read_judged_queries(directory / f"{prefix}queries.jsonl")),
    )


def evaluate(
    of: JudgedSet,
    *,
    ours: Encoder,
    plain: Encoder,
    known: Vocabularies,
    bootstrap: Bootstrap | None = None,
    told: Told = lambda _phase, _done, _total: None,
) -> Report:
    """Return how the ranking does, with the service's encoder, and how plain ways do.

    `plain` is the same model as it comes, without centres, which plain cosine uses. How alike those
    in a list are is told of every system by the service's vectors. Nothing that serves is touched.
    """
    depth = RULES.depth
    texts = [profile_text(mentor.profile) for mentor in of.mentors]
    plain_texts = {each.user_id: _plain_text(each) for each in of.mentors}
    words = baselines.bm25(plain_texts, limit=depth)
    near, vectors = _near(plain, plain_texts, told), _vectors(ours, texts, told)
    systems: dict[str, Answer] = {
        OURS: _ranking(of.mentors, known, ours, vectors),
        WORDS: _ranking(of.mentors, known, None, [None] * len(texts)),
        "BM25": lambda query: words(query.text),
        "popularity": baselines.popularity(of.mentors, limit=depth),
        "plain cosine": near,
    }
    by_id = {each.user_id: vector for each, vector in zip(of.mentors, vectors, strict=True)}
    more = {f"diversity@{depth}": partial(_diversity, by_id)}
    found = judged(_counted(systems, len(of.queries), told), of.queries, RULES, more)
    told(MEASURING, 0, 1)
    return report(
        found,
        baselines=BASELINES,
        catalogue=list(plain_texts),
        bootstrap=bootstrap or Bootstrap(),
    )


def _counted(systems: Mapping[str, Answer], queries: int, told: Told) -> dict[str, Answer]:
    """Return the systems, each of which tells how many questions were asked before."""
    asked = count()

    def counting(answer: Answer) -> Answer:
        def counted(query: JudgedQuery) -> Sequence[int]:
            told(ASKING, next(asked), len(systems) * queries)
            return answer(query)

        return counted

    return {name: counting(answer) for name, answer in systems.items()}


def _ranking(
    mentors: Sequence[Mentor],
    known: Vocabularies,
    encoder: Encoder | None,
    vectors: Sequence[Vectors | None],
) -> Answer:
    dimension = 1 if encoder is None else encoder.identity.dimension
    population = advanced(empty(dimension, known), put=list(zip(mentors, vectors, strict=True)))
    seekers = Seekers(known)

    def answer(judged_query: JudgedQuery) -> list[int]:
        sought = seekers.seeking(judged_query.profile)
        text = profile_text(sought.profile)
        query = Query(
            profile=sought.profile, vector=None if encoder is None else encoder.queries([text])[0]
        )
        filters = sought.within(Filters())
        found = recommend(population, query, filters, top_k=RULES.depth, now=MOMENT)
        return [each.mentor.user_id for each in found]

    return answer


def _near(encoder: Encoder, texts: Mapping[int, str], told: Told) -> Answer:
    vectors = _vectors(encoder, list(texts.values()), told)
    stored = [
        StoredVector(user_id=user_id, text_hash="", vector=vector)
        for user_id, vector in zip(texts, vectors, strict=True)
    ]
    ranking = baselines.cosine(stored, limit=RULES.depth)
    return lambda query: ranking(encoder.queries([query.text])[0])


def _vectors(encoder: Encoder, texts: Sequence[str], told: Told) -> list[Vectors]:
    found: list[Vectors] = []
    for begin in range(0, len(texts), BATCH_MAX):
        told(ENCODING, begin, len(texts))
        found.extend(encoder.passages(texts[begin : begin + BATCH_MAX]))
    return found


def _diversity(
    vectors: Mapping[int, Vectors], ranking: Sequence[int], _grades: Mapping[int, int]
) -> float:
    return intra_list_diversity(np.array([vectors[each] for each in ranking[: RULES.depth]]))


def _plain_text(of: Mentor) -> str:
    """Return what a mentor says, one after the other, as who thinks no further would have it."""
    return " ".join((*of.profile.jobs, *of.profile.skills, of.profile.introduction))


def normalised(profile: Profile, known: Vocabularies) -> Profile:
    """Return a profile with the names of jobs and skills that the vocabularies give them."""
    jobs, skills = known.jobs.normalised(profile.jobs), known.skills.normalised(profile.skills)
    return replace(profile, jobs=jobs, skills=skills)
