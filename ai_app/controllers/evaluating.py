"""Evaluates the ranking on a judged set, beside plain ways to rank that it must beat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from adapters.evaluation_files import read_judged_queries, read_mentors
from controllers.recommending import profile_of
from schemas.embedding import StoredVector
from schemas.evaluation import Grade, JudgedQuery
from schemas.people import Mentor, Profile
from services.embedding.encoder import Encoder
from services.embedding.profile_text import profile_text
from services.evaluation import baselines
from services.evaluation.judging import Rules, judged
from services.evaluation.report import Bootstrap, Report, report
from services.people.reading import Vocabularies
from services.ranking.population import advanced, empty
from services.ranking.query import Filters, Query
from services.ranking.recommendation import recommend

OURS, WORDS = "ours", "ours, no model"
BASELINES = ("BM25", "popularity", "plain cosine")
RULES = Rules(relevant_from=Grade.GOOD)
MOMENT = datetime(2026, 1, 1, tzinfo=timezone.utc)
"""When the sets were made: how long ago people were active must not change a figure."""
Answer = Callable[[JudgedQuery], Sequence[int]]


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
) -> Report:
    """Return how the ranking does, with the service's encoder, and how plain ways do.

    `plain` is the same model as it comes, without centres, which plain cosine uses.
    """
    depth = RULES.depth
    texts = {each.user_id: _plain_text(each) for each in of.mentors}
    words = baselines.bm25(texts, limit=depth)
    popular = baselines.popularity(of.mentors, limit=depth)
    near = baselines.cosine(_stored(plain, texts), limit=depth)
    systems: dict[str, Answer] = {
        OURS: _ranking(of.mentors, known, ours),
        WORDS: _ranking(of.mentors, known, None),
        "BM25": lambda query: words(query.text),
        "popularity": popular,
        "plain cosine": lambda query: near(plain.queries([query.text])[0]),
    }
    return report(
        judged(systems, of.queries, RULES),
        baselines=BASELINES,
        catalogue=list(texts),
        bootstrap=bootstrap or Bootstrap(),
    )


def _ranking(mentors: Sequence[Mentor], known: Vocabularies, encoder: Encoder | None) -> Answer:
    texts = [profile_text(mentor.profile) for mentor in mentors]
    vectors = [None] * len(mentors) if encoder is None else list(encoder.passages(texts))
    dimension = 1 if encoder is None else encoder.identity.dimension
    population = advanced(empty(dimension), put=list(zip(mentors, vectors, strict=True)))

    def answer(judged_query: JudgedQuery) -> list[int]:
        said = judged_query.profile
        profile = profile_of(said.introduction, said.jobs, said.skills, known, years=said.years)
        text = profile_text(profile)
        query = Query(
            profile=profile, vector=None if encoder is None else encoder.queries([text])[0]
        )
        found = recommend(population, query, Filters(), top_k=RULES.depth, now=MOMENT)
        return [each.mentor.user_id for each in found]

    return answer


def _stored(encoder: Encoder, texts: dict[int, str]) -> list[StoredVector]:
    vectors = encoder.passages(list(texts.values()))
    return [
        StoredVector(user_id=user_id, text_hash="", vector=vector)
        for user_id, vector in zip(texts, vectors, strict=True)
    ]


def _plain_text(of: Mentor) -> str:
    """Return what a mentor says, one after the other, as who thinks no further would have it."""
    return " ".join((*of.profile.jobs, *of.profile.skills, of.profile.introduction))


def normalised(profile: Profile, known: Vocabularies) -> Profile:
    """Return a profile with the names of jobs and skills that the vocabularies give them."""
    jobs, skills = known.jobs.normalised(profile.jobs), known.skills.normalised(profile.skills)
    return replace(profile, jobs=jobs, skills=skills)
