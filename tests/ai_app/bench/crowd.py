"""A crowd: synthetic mentors around those of the evaluation set, with vectors around theirs.

Vectors are drawn, not encoded, or a hundred thousand of them would take an hour. Each lies near to
that of a real mentor, so that a query has neighbours, and differs from it in directions in which
real people differ: noise in all directions alike would be harder for an index than people are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import numpy as np

from adapters.database.opening import open_people
from api.settings import Settings
from controllers.evaluating import JudgedSet, read_set
from schemas.embedding import StoredVector, Vectors
from schemas.people import Mentee, Mentor, Profile, Statistics
from services.embedding.encoder import Encoder
from services.embedding.filling import wanted_hash
from services.embedding.profile_text import profile_text
from services.vocabularies import Vocabularies

SEED = 20_260_101
PORTION = 1_000
NEAR = 0.6
"""The cosine between a mentor and the one they are drawn around."""
MOMENT = datetime(2026, 1, 1, tzinfo=timezone.utc)
COMPANIES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Mentors, and one unit vector for each: shape (mentors, dimension)."""

    mentors: list[Mentor]
    vectors: Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Real people, by whom a crowd is made, and the vectors of the mentors among them."""

    of: JudgedSet
    vectors: Vectors

    @property
    def profiles(self) -> list[Profile]:
        """What those who look for a mentor say of themselves."""
        return [query.profile for query in self.of.queries]


def read_models(known: Vocabularies, encoder: Encoder, *, mentors_max: int) -> Models:
    """Return the first real mentors, and their vectors, which takes some seconds."""
    whole = read_set(Settings().evaluation_directory, "main", known)
    of = JudgedSet(mentors=whole.mentors[:mentors_max], queries=whole.queries)
    return Models(of=of, vectors=encoder.passages([profile_text(m.profile) for m in of.mentors]))


def draw_crowd(models: Models, count: int) -> Crowd:
    """Return so many mentors with the ids 1, 2, ...; the same each time."""
    chance = np.random.default_rng(SEED)
    whose = chance.integers(len(models.vectors), size=count)
    vectors = np.empty((count, models.vectors.shape[1]), np.float32)
    for begin in range(0, count, PORTION):
        some = models.vectors[whose[begin : begin + PORTION]]
        parts = chance.standard_normal((len(some), len(models.vectors)), np.float32)
        drawn = parts @ models.vectors
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        near = np.float32(NEAR) * some + np.float32((1 - NEAR**2) ** 0.5) * drawn
        vectors[begin : begin + PORTION] = near / np.linalg.norm(near, axis=1, keepdims=True)
    mentors = [
        _mentor(chance, models.of.mentors[each], user_id) for user_id, each in enumerate(whose, 1)
    ]
    return Crowd(mentors=mentors, vectors=vectors)


def keep(crowd: Crowd, mentees: Sequence[Mentee], encoder: Encoder, url: str) -> None:
    """Write them straight into a database, vectors and all."""
    people = open_people(url)
    try:
        for some in _portions(crowd):
            people.put_mentors(some.mentors)
            stored = [
                StoredVector(user_id=mentor.user_id, text_hash=wanted_hash(mentor), vector=vector)
                for mentor, vector in zip(some.mentors, some.vectors, strict=True)
            ]
            people.put_vectors(encoder.identity, stored)
        people.put_mentees(mentees)
    finally:
        people.close()


def mentees_of(profiles: Sequence[Profile], count: int, first_id: int) -> list[Mentee]:
    """Return so many mentees; where they are more than the profiles, some say the same."""
    return [
        Mentee(
            user_id=first_id + number,
            nickname=f"멘티 {number}",
            profile=Profile(
                jobs=(of := profiles[number % len(profiles)]).jobs,
                skills=of.skills,
                introduction=of.introduction,
                years=number % 4,
            ),
        )
        for number in range(count)
    ]


def _mentor(chance: np.random.Generator, like: Mentor, user_id: int) -> Mentor:
    requested = int(chance.poisson(8))
    rated = int(chance.poisson(15)) if chance.random() < 0.8 else 0
    return Mentor(
        user_id=user_id,
        nickname=f"멘토 {user_id}",
        company_name=f"회사 {chance.integers(COMPANIES)}",
        profile=Profile(
            jobs=like.profile.jobs,
            skills=like.profile.skills,
            introduction=like.profile.introduction,
            years=int(chance.integers(25)),
        ),
        verified=bool(chance.random() < 0.5),
        capacity=int(chance.integers(4)),
        statistics=Statistics(
            rating_avg=float(chance.uniform(3, 5)) if rated else 0.0,
            rating_count=rated,
            requested_count=requested,
            responded_count=int(chance.binomial(requested, 0.8)),
        ),
        last_active_at=MOMENT - timedelta(days=float(chance.exponential(40))),
    )


def _portions(crowd: Crowd) -> Iterator[Crowd]:
    for begin in range(0, len(crowd.mentors), PORTION):
        part = slice(begin, begin + PORTION)
        yield Crowd(mentors=crowd.mentors[part], vectors=crowd.vectors[part])
