"""Populations: the next one is cheap, the old one stays, and no history shows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.embedding import Vectors
from schemas.people import Mentor, Profile
from services.ranking.population import GONE, Population, advanced, empty
from services.ranking.query import Filters, Query
from services.ranking.recommendation import Recommendation, recommend
from services.ranking.store import Placed
from tests.ai_app.services.ranking.people import DIMENSION, NOW, SKILLS, unit

QUERY = Query(profile=Profile(skills=SKILLS[:2], years=1), vector=unit([8.0, 1, 1, 0, 0]))


def person(user_id: int, edition: int = 0) -> Placed:
    """Make up a mentor who is another in each edition, and has no vector in some."""
    profile = Profile(
        jobs=(f"job {edition % 3}",),
        skills=(SKILLS[(user_id + edition) % 4], SKILLS[edition % 2]),
        introduction=f"{edition % 5}년 동안 개발합니다",
        years=edition % 7,
    )
    vector = unit([8.0, user_id % 3, edition % 4, user_id % 2, 0])
    mentor = Mentor(user_id=user_id, nickname=f"{edition}", profile=profile)
    return mentor, None if edition % 5 == 4 else vector


def answers(population: Population) -> tuple[tuple[Recommendation, ...], ...]:
    without = Query(profile=Profile(introduction="개발"))
    return tuple(
        recommend(population, query, of, top_k=8, diversity=diversity, now=NOW)
        for query in (QUERY, without)
        for of in (Filters(), Filters(jobs=("job 1",)), Filters(skills=("SQL",)))
        for diversity in (0.0, 0.4)
    )


@pytest.mark.lengthy
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_the_same_people_give_the_same_answers_whatever_their_history(
    seed: int, steps: int
) -> None:
    chance = np.random.default_rng(seed)
    population, present = empty(DIMENSION), dict[int, Placed]()
    for edition in range(steps):
        chosen = chance.permutation(np.arange(1, 20)).tolist()
        put = [person(user_id, edition) for user_id in chosen[: int(chance.integers(0, 8))]]
        deleted = chosen[10 : 10 + int(chance.integers(0, 3))]
        population = advanced(population, put=put, deleted=deleted)
        present.update((each[0].user_id, each) for each in put)
        for user_id in deleted:
            present.pop(user_id, None)
    at_once = advanced(empty(DIMENSION), put=[present[user_id] for user_id in sorted(present)])
    assert len(population) == len(present)
    assert answers(population) == answers(at_once)


def test_old_populations_answer_as_before_while_new_ones_grow_out_of_them() -> None:
    population, told = empty(DIMENSION), []
    for edition in range(60):
        put = [person(1 + (edition * 5 + n) % 30, edition) for n in range(5)]
        population = advanced(population, put=put, deleted=[31 + edition])
        told.append((population, answers(population)))
    assert [each.version for each, _ in told] == list(range(1, 61))
    assert len({id(each.store) for each, _ in told}) > 2  # it was copied on the way
    for each, answered in told:
        assert answers(each) == answered


def test_two_populations_may_come_of_one() -> None:
    before = advanced(empty(DIMENSION), put=[person(1), person(2)])
    one = advanced(before, put=[person(3)])
    other = advanced(before, put=[person(4, 2), person(1, 3)])
    assert one.store is before.store is not other.store
    assert answers(one) == answers(advanced(empty(DIMENSION), put=[person(n) for n in (1, 2, 3)]))
    assert answers(other) == answers(
        advanced(empty(DIMENSION), put=[person(1, 3), person(2), person(4, 2)])
    )


def test_rows_of_who_is_gone_do_not_pile_up() -> None:
    population = advanced(empty(DIMENSION), put=[person(n) for n in range(1, 201)])
    for edition in range(300):
        population = advanced(population, put=[person(1 + edition % 200, edition)])
        assert population.count <= 200 + (200 + 64) // 7 + 1
    for user_id in range(1, 201):
        population = advanced(population, deleted=[user_id])
    assert (len(population), population.mentor(7)) == (0, None)
    assert population.count <= 10


def test_a_mentor_is_found_by_their_id_in_their_last_edition() -> None:
    population = advanced(empty(DIMENSION), put=[person(1), person(2)])
    population = advanced(population, put=[person(1, 3)], deleted=[2, 99])
    assert population.mentor(1) == person(1, 3)[0]
    assert population.mentor(2) is None


@pytest.mark.parametrize(
    ("put", "deleted"), [([person(1), person(1, 1)], []), ([person(1)], [1]), ([], [2, 2])]
)
def test_who_is_named_twice_is_refused(put: list[Placed], deleted: list[int]) -> None:
    with pytest.raises(ValueError, match="put or deleted once"):
        advanced(empty(DIMENSION), put=put, deleted=deleted)


@pytest.mark.parametrize(
    "vector",
    [
        np.ones(DIMENSION, np.float32),
        np.zeros(DIMENSION, np.float32),
        np.full(DIMENSION, np.nan, np.float32),
        unit([1.0, 0]),
        np.ones((1, DIMENSION), np.float32),
    ],
)
def test_what_is_no_unit_vector_is_refused_and_changes_nothing(
    vector: Vectors,
) -> None:
    before = advanced(empty(DIMENSION), put=[person(1)])
    with pytest.raises(ValueError, match="the vector of 7 is no unit vector of 5"):
        advanced(before, put=[person(2), (Mentor(user_id=7, nickname="x"), vector)])
    assert advanced(before, put=[person(3)]).store is before.store


def test_of_who_went_or_changed_nothing_is_held() -> None:
    before = advanced(empty(5), put=[person(each) for each in range(1, 41)])
    after = advanced(before, put=[person(2)], deleted=[1])
    assert after.store is before.store, "its rows are not copied for so few"
    assert len(before) == 40
    assert before.mentor(1) is not None
    assert [each.user_id for each in after.mentors if each is not GONE] == [*range(3, 41), 2]
    assert after.mentor(1) is None
    assert sum(after.mentors[row] is GONE for row in range(after.count)) == 2
