"""Recommendations: the best of all who pass, the same whatever came before, and the reasons."""

import dataclasses
from datetime import datetime, timedelta
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.people import Mentor, Profile, Statistics
from services.ranking import weights
from services.ranking.population import Population, advanced, empty
from services.ranking.query import Filters, Query
from services.ranking.recommendation import Recommendation, recommend
from services.ranking.speech import ENGLISH, KOREAN
from services.ranking.store import Placed
from services.ranking.weights import Feature
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary
from tests.ai_app.services.ranking.oracle import best, passes
from tests.ai_app.services.ranking.people import (
    DIMENSION,
    NOW,
    Kinds,
    crowds,
    filters,
    kinds,
    knowing,
    queries,
    unit,
)

SAME = unit([8.0, 1, 0, 0, 0])
JAVA = Profile(jobs=("Backend Developer",), skills=("Java",), introduction="서버를 개발합니다")


def people(*crowd: Placed) -> Population:
    return advanced(empty(DIMENSION), put=crowd)


def asked(population: Population, query: Query, *, now: datetime = NOW) -> list[Recommendation]:
    return list(recommend(population, query, Filters(), top_k=20, now=now))


@given(crowds(), queries(), filters(), st.integers(1, 6))
def test_the_best_of_all_who_pass_are_found(
    crowd: list[Placed], query: Query, of: Filters, top_k: int
) -> None:
    found = recommend(people(*crowd), query, of, top_k=top_k, now=NOW)
    expected = best(crowd, query, of, top_k)
    assert [(round(each.logit * 1e6), each.mentor.user_id) for each in found] == expected


@given(crowds(), queries(), filters(), st.integers(1, 6), kinds())
def test_who_carries_a_kind_is_found_as_if_they_carried_the_broad_name(
    crowd: list[Placed], query: Query, of: Filters, top_k: int, narrower: Kinds
) -> None:
    population = advanced(empty(DIMENSION, knowing(narrower)), put=crowd)
    found = recommend(population, query, of, top_k=top_k, now=NOW)
    expected = best(crowd, query, of, top_k, narrower)
    assert [(round(each.logit * 1e6), each.mentor.user_id) for each in found] == expected


@given(crowds(), queries(), filters(), st.integers(1, 6), st.floats(0, 1))
def test_never_fewer_than_asked_for_and_nobody_who_does_not_pass(
    crowd: list[Placed], query: Query, of: Filters, top_k: int, diversity: float
) -> None:
    found = recommend(people(*crowd), query, of, top_k=top_k, diversity=diversity, now=NOW)
    ids = [each.mentor.user_id for each in found]
    assert len(set(ids)) == len(ids)
    assert len(ids) == min(top_k, sum(passes(mentor, of) for mentor, _ in crowd))
    assert all(passes(each.mentor, of) for each in found)


@given(st.permutations(range(12)), crowds(), queries(), st.floats(0, 1))
def test_the_order_in_which_mentors_came_makes_no_difference(
    order: list[int], crowd: list[Placed], query: Query, diversity: float
) -> None:
    population = empty(DIMENSION)
    for place in order:
        population = advanced(population, put=crowd[place : place + 1])
    answers = [
        recommend(each, query, Filters(), top_k=4, diversity=diversity, now=NOW)
        for each in (people(*crowd), people(*crowd), population)
    ]
    assert answers[0] == answers[1] == answers[2]


@given(crowds(), queries())
def test_scores_fall_lie_in_bounds_and_are_the_sum_of_their_reasons(
    crowd: list[Placed], query: Query
) -> None:
    found = asked(people(*crowd), query)
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    for each in found:
        summed = weights.BIAS + sum(each.contributions.values())
        assert each.logit == pytest.approx(summed, abs=1e-9)
        assert each.score == pytest.approx(1 / (1 + exp(-summed)), abs=1e-6)
        features = list(each.contributions)
        assert features == [feature for feature in Feature if feature in features]
        assert all(each.contributions.values())


def mentor(user_id: int, **others: object) -> Mentor:
    plain = Mentor(user_id=user_id, nickname=f"mentor {user_id}", profile=JAVA)
    return dataclasses.replace(plain, **others)  # type: ignore[arg-type]


def test_equals_stand_in_the_order_of_their_ids() -> None:
    population = people(*((mentor(user_id), SAME) for user_id in (30, 10, 20)))
    found = asked(population, Query(profile=Profile(), vector=SAME))
    assert [each.mentor.user_id for each in found] == [10, 20, 30]


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (Profile(jobs=("backend developer",), skills=("Java",)), "job"),
        (Profile(jobs=("Nurse",), skills=("JAVA", "Python")), "skill"),
        (Profile(introduction="서버"), None),
    ],
)
def test_a_job_that_matches_is_named_before_a_skill(profile: Profile, expected: str | None) -> None:
    (found,) = asked(people((mentor(1), SAME)), Query(profile=profile))
    assert found.filter_type == expected
    assert found.matched_jobs == (("Backend Developer",) if expected == "job" else ())
    assert found.matched_skills == (("Java",) if expected else ())


def test_a_mentor_of_the_query_scores_high_and_a_stranger_low() -> None:
    population = people(
        (mentor(1), SAME), (mentor(2, profile=Profile(jobs=("Nurse",))), unit([0.5, 0, 0, 8, 0]))
    )
    first, second = asked(population, Query(profile=JAVA, vector=SAME))
    assert first.score > 0.95
    assert second.score < 0.05


def test_without_a_vector_names_and_introductions_still_find_the_right_one() -> None:
    population = people(
        (mentor(1, profile=Profile(introduction="꽃집을 운영합니다")), SAME),
        (mentor(2, profile=Profile(introduction="모바일 게임을 개발합니다")), None),
    )
    first, second = asked(population, Query(profile=Profile(introduction="게임을 개발하고 싶어요")))
    assert (first.mentor.user_id, second.mentor.user_id) == (2, 1)
    assert first.score > 3 * second.score


def test_who_has_no_vector_counts_as_any_unrelated_text() -> None:
    far = -SAME
    population = people((mentor(1), None), (mentor(2), SAME), (mentor(3), far))
    found = asked(population, Query(profile=Profile(), vector=SAME))
    assert [each.mentor.user_id for each in found] == [2, 1, 3]
    assert Feature.TEXT not in found[1].contributions


def test_one_rating_of_five_does_not_beat_two_hundred() -> None:
    once = Statistics(rating_avg=5.0, rating_count=1)
    often = Statistics(rating_avg=4.8, rating_count=200)
    population = people((mentor(1, statistics=once), SAME), (mentor(2, statistics=often), SAME))
    found = asked(population, Query(profile=JAVA, vector=SAME))
    assert [each.mentor.user_id for each in found] == [2, 1]


def test_a_new_mentor_is_neither_punished_nor_favoured_against_the_average_one() -> None:
    average = mentor(
        1,
        statistics=Statistics(
            rating_avg=weights.RATING_MEAN,
            rating_count=150,
            requested_count=100,
            responded_count=80,
        ),
        last_active_at=NOW - timedelta(days=weights.RECENCY_HALF_LIFE_DAYS),
    )
    good, bad = (
        mentor(n, statistics=Statistics(rating_avg=avg, rating_count=9, requested_count=9,
                                        responded_count=responded))
        for n, avg, responded in ((3, 4.9, 9), (4, 3.0, 3))
    )  # fmt: skip
    population = people((average, SAME), (mentor(2), SAME), (good, SAME), (bad, SAME))
    found = {each.mentor.user_id: each for each in asked(population, Query(profile=JAVA))}
    assert found[1].logit == found[2].logit
    assert found[3].logit > found[2].logit > found[4].logit


@pytest.mark.parametrize(("top_k", "diversity"), [(0, 0.0), (1, -0.1), (1, 1.1)])
def test_what_cannot_be_asked_for_is_refused(top_k: int, diversity: float) -> None:
    with pytest.raises(ValueError, match="top_k begins at 1"):
        recommend(
            people(), Query(profile=JAVA), Filters(), top_k=top_k, diversity=diversity, now=NOW
        )


def test_a_vector_of_another_model_is_refused() -> None:
    query = Query(profile=JAVA, vector=unit([1.0, 2]))
    with pytest.raises(ValueError, match="no unit vector of 5"):
        recommend(people(), query, Filters(), top_k=1, now=NOW)


def test_nobody_is_found_among_nobody() -> None:
    assert asked(people(), Query(profile=JAVA, vector=SAME)) == []


def test_the_sentence_comes_in_the_language_asked_for() -> None:
    query = Query(profile=JAVA, vector=SAME)
    said = [
        recommend(people((mentor(1), SAME)), query, Filters(), top_k=1, now=NOW, speech=speech)[
            0
        ].sentence
        for speech in (KOREAN, ENGLISH)
    ]
    assert said == [
        "Backend Developer로 일하며 Java를 다룹니다.",
        "They work as Backend Developer and know Java.",
    ]


WORDS = Vocabularies(
    jobs=Vocabulary(
        {
            "Developer": ["개발자", ">Backend Developer", ">Mobile Developer"],
            "Backend Developer": ["백엔드 개발자"],
            "Mobile Developer": [">iOS Developer"],
            "iOS Developer": [],
            "Nurse": ["간호사"],
        }
    ),
    skills=Vocabulary({"React": ["리액트"]}),
)


def works(user_id: int, *jobs: str, skills: tuple[str, ...] = ()) -> Mentor:
    return Mentor(user_id=user_id, nickname="m", profile=Profile(jobs=jobs, skills=skills))


def of_words(*mentors: Mentor) -> Population:
    return advanced(empty(DIMENSION, WORDS), put=[(mentor, None) for mentor in mentors])


def test_a_broad_job_finds_its_kinds_and_a_kind_not_the_broad_one() -> None:
    crowd = of_words(
        works(1, "Nurse"),
        works(2, "iOS Developer"),
        works(3, "Developer"),
        works(4, "백엔드 개발자"),
    )
    broad = asked(crowd, Query(profile=Profile(jobs=("Developer",))))
    assert [(each.mentor.user_id, each.matched_jobs) for each in broad] == [
        (2, ("iOS Developer",)),
        (3, ("Developer",)),
        (4, ("백엔드 개발자",)),
        (1, ()),
    ]
    assert len({each.score for each in broad[:3]}) == 1
    narrow = asked(crowd, Query(profile=Profile(jobs=("Backend Developer",))))
    assert [each.mentor.user_id for each in narrow if each.matched_jobs] == [4]


def test_a_name_that_was_kept_before_the_vocabulary_knew_it_is_found_as_if_put_today() -> None:
    before = of_words(works(1, "백엔드개발자", skills=("리액트",)), works(2, "Nurse"))
    today = of_words(works(1, "Backend Developer", skills=("React",)), works(2, "Nurse"))
    wanted = Profile(jobs=("Developer",), skills=("React",))
    old, new = (asked(each, Query(profile=wanted)) for each in (before, today))
    assert [each.score for each in old] == [each.score for each in new]
    assert (old[0].matched_jobs, old[0].matched_skills) == (("백엔드개발자",), ("리액트",))
    raw = Profile(jobs=("개발자",), skills=("리액트",))  # so may a mentee have been kept
    assert asked(today, Query(profile=raw)) == new


def test_a_filter_lets_the_kinds_of_a_job_pass() -> None:
    crowd = of_words(works(1, "Nurse"), works(2, "iOS Developer"), works(3, "Backend Developer"))
    query = Query(profile=Profile(introduction="누구든"))
    passing = {
        name: {
            each.mentor.user_id
            for each in recommend(crowd, query, Filters(jobs=(name,)), top_k=9, now=NOW)
        }
        for name in ("개발자", "Mobile Developer", "iOS Developer", "Designer")
    }
    assert passing == {
        "개발자": {2, 3},
        "Mobile Developer": {2},
        "iOS Developer": {2},
        "Designer": set(),
    }
