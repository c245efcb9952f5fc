"""Lexical evidence: the part of the query's names that is shared, rare ones for more."""

from math import log1p

import pytest

from schemas.people import Mentor, Profile
from services.ranking import weights
from services.ranking.lexical import PIECES_MAX, lexical
from services.ranking.population import advanced, empty
from services.ranking.query import Query
from services.ranking.weights import Feature, micros
from tests.ai_app.services.ranking.people import DIMENSION, unit

CROWD = [
    (Profile(skills=("SQL", "Excel"), introduction="데이터를 봅니다"), 1),
    (Profile(skills=("SQL",), jobs=("Data Analyst",)), 2),
    (Profile(skills=("sql", "Spark")), 3),
    (Profile(), 4),
]
POPULATION = advanced(
    empty(DIMENSION),
    put=[(Mentor(user_id=n, nickname="m", profile=profile), None) for profile, n in CROWD],
)


def points(feature: Feature, profile: Profile, *, with_vector: bool = False) -> list[int] | None:
    vector = unit([1.0, 0, 0, 0, 0]) if with_vector else None
    found = lexical(POPULATION, Query(profile=profile, vector=vector)).get(feature)
    return None if found is None else found.tolist()


def test_a_rare_skill_counts_for_more() -> None:
    common, rare = log1p(4 / 3), log1p(4)
    parts = [micros(weights.SKILLS_ALONE * each / (common + rare)) for each in (common, rare)]
    found = points(Feature.SKILLS, Profile(skills=("SQL", "Spark", "spark")))
    assert found == [parts[0], parts[0], sum(parts), 0]


def test_all_of_the_jobs_are_worth_the_whole_weight() -> None:
    found = points(Feature.JOBS, Profile(jobs=("data analyst",)))
    assert found == [0, micros(weights.JOBS_ALONE), 0, 0]


def test_beside_a_vector_names_count_for_little() -> None:
    found = points(Feature.JOBS, Profile(jobs=("data analyst",)), with_vector=True)
    assert found == [0, micros(weights.JOBS), 0, 0]
    assert weights.JOBS < weights.JOBS_ALONE / 5


def test_a_skill_that_nobody_has_is_not_left_out_of_the_whole() -> None:
    (found, *_) = points(Feature.SKILLS, Profile(skills=("SQL", "COBOL"))) or [0]
    assert 0 < found < micros(weights.SKILLS_ALONE) / 2


def test_introductions_are_compared_only_where_no_vector_is() -> None:
    profile = Profile(introduction="데이터 분석")
    found = points(Feature.INTRODUCTION, profile) or []
    assert found[0] > 0 == sum(found[1:])
    assert points(Feature.INTRODUCTION, profile, with_vector=True) is None


def test_a_long_introduction_is_read_so_far() -> None:
    start = "".join(map(chr, range(0xAC00, 0xAC00 + PIECES_MAX + 1)))
    assert points(Feature.INTRODUCTION, Profile(introduction=f"{start} 데이터")) == [0, 0, 0, 0]
    assert points(Feature.INTRODUCTION, Profile(introduction=f"{start[1:]} 데이터")) != [0, 0, 0, 0]


@pytest.mark.parametrize("feature", [Feature.JOBS, Feature.SKILLS, Feature.INTRODUCTION])
def test_what_is_not_asked_for_is_left_out(feature: Feature) -> None:
    assert points(feature, Profile(introduction="가 · 나")) is None


def test_among_nobody_nothing_is_shared() -> None:
    found = lexical(empty(DIMENSION), Query(profile=Profile(jobs=("Nurse",))))
    assert found[Feature.JOBS].tolist() == []
