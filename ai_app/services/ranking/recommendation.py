"""Recommendations: the mentors who suit a query best, with their scores and the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

import numpy as np

from schemas.people import Mentor
from services.ranking.candidates import candidates
from services.ranking.diversity import chosen, depth
from services.ranking.filtering import eligible
from services.ranking.lexical import lexical
from services.ranking.population import Population, is_unit
from services.ranking.postings import Keys
from services.ranking.query import Filters, Query
from services.ranking.scoring import Ranking, ranking, score
from services.ranking.sentence import sentence
from services.ranking.speech import KOREAN, Speech
from services.ranking.weights import MICROS_PER_LOGIT, Feature
from services.vocabulary import shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A mentor, how well they suit, and why."""

    mentor: Mentor
    score: float
    """From 0 to 1, comparable across queries: the logistic function of the logit."""
    logit: float
    """`weights.BIAS` and all contributions in sum."""
    filter_type: Literal["job", "skill"] | None
    """What matched: a job, or else a skill, or neither."""
    matched_jobs: tuple[str, ...]
    matched_skills: tuple[str, ...]
    contributions: Mapping[Feature, float]
    """All that speaks for the mentor or against them, in logits, in the order of `Feature`."""
    sentence: str


class Wanted(NamedTuple):
    """The keys of what a query names, made once."""

    jobs: tuple[str, ...]
    skills: tuple[str, ...]


def recommend(  # noqa: PLR0913 - whom to search, and how, are asked for in one breath
    population: Population,
    query: Query,
    filters: Filters,
    *,
    top_k: int,
    diversity: float = 0.0,
    now: datetime,
    speech: Speech = KOREAN,
) -> tuple[Recommendation, ...]:
    """Return the mentors who pass the filters and suit best: `top_k`, or all if there are fewer.

    With a diversity of 0 they stand in the order of their scores, equals in that of their ids; up
    to 1, unlike ones move up. The answer depends on nothing but the arguments. Raises `ValueError`
    for a `top_k` below 1, a diversity outside 0 to 1, or a query whose vector is no unit vector.
    """
    if top_k < 1 or not 0 <= diversity <= 1:
        raise ValueError("top_k begins at 1, and diversity lies from 0 to 1")
    if query.vector is not None and not is_unit(query.vector, population.dimension):
        raise ValueError(f"the query's vector is no unit vector of {population.dimension}")
    points = lexical(population, query)
    mask = eligible(population, filters)
    looked_at = depth(top_k, diversity)
    rows = candidates(population, query, points, mask, looked_at, now)
    ranked = ranking(population, query, points, rows, now).first(looked_at)
    places = chosen(population, ranked, top_k, diversity)
    return _recommendations(population, query, ranked, places, speech)


def _recommendations(
    population: Population,
    query: Query,
    ranked: Ranking,
    places: Sequence[int],
    speech: Speech,
) -> tuple[Recommendation, ...]:
    """Return recommendations of whoever stands at these places of a ranking."""
    known = population.known
    wanted = Wanted(
        jobs=tuple(map(known.jobs.key_of, query.profile.jobs)),
        skills=tuple(map(known.skills.key_of, query.profile.skills)),
    )
    # Whole columns become numbers of Python at once: one after the other takes many times as long.
    rows, totals = ranked.rows.tolist(), ranked.totals.tolist()
    features, columns = tuple(ranked.contributions), tuple(ranked.contributions.values())
    found = np.stack(columns, axis=1).tolist()
    mentors, keys = population.mentors, population.store.keys
    return tuple(
        _recommendation(
            mentors[rows[place]],
            keys[rows[place]],
            wanted,
            totals[place],
            dict(zip(features, found[place], strict=True)),
            speech,
        )
        for place in places
    )


def _recommendation(
    mentor: Mentor,
    keys: Keys,
    wanted: Wanted,
    total: int,
    contributions: Mapping[Feature, int],
    speech: Speech,
) -> Recommendation:
    jobs = shared(mentor.profile.jobs, keys.jobs, wanted.jobs)
    skills = shared(mentor.profile.skills, keys.skills, wanted.skills)
    return Recommendation(
        mentor=mentor,
        score=score(total),
        logit=total / MICROS_PER_LOGIT,
        filter_type="job" if jobs else "skill" if skills else None,
        matched_jobs=jobs,
        matched_skills=skills,
        contributions={
            feature: micros / MICROS_PER_LOGIT
            for feature, micros in contributions.items()
            if micros
        },
        sentence=sentence(mentor, jobs, skills, contributions, speech),
    )
