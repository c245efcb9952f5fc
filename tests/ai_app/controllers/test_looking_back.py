"""Tests of what is said of recommendations in hindsight."""

import pytest

from controllers.looking_back import DEPTH, looked_back, reachable
from schemas.people import Mentor
from schemas.recommendation_body import ReasonsAnswer, RecommendationAnswer, RecommendationsAnswer
from services.ranking.population import advanced, empty
from services.ranking.query import Filters


def answer_of(*user_ids: int) -> RecommendationsAnswer:
    answers = [
        RecommendationAnswer(
            user_id=user_id,
            nickname="a",
            company_name=None,
            verified=False,
            rating_avg=0,
            rating_count=0,
            response_rate=0,
            skills=[],
            jobs=[],
            introduction="",
            similarity_score=0.5,
            filter_type=None,
            last_active_at=None,
            reasons=ReasonsAnswer(
                sentence="", matched_jobs=[], matched_skills=[], base=0, contributions=[]
            ),
        )
        for user_id in user_ids
    ]
    return RecommendationsAnswer(user_id=9, recommendations=answers, total_count=len(answers))


def truths(answer: RecommendationsAnswer) -> list[tuple[bool, int | None]]:
    found = [each.ground_truth for each in answer.recommendations]
    return [(each.is_hit, each.rank) for each in found if each is not None]


def test_each_says_whether_they_were_chosen_and_where_they_stand() -> None:
    chosen = frozenset({2, 3, 7})
    found = looked_back(answer_of(1, 2, 3), [1, 2, 3, 4, 7], chosen, among=chosen)
    assert truths(found) == [(False, None), (True, 2), (True, 3)]
    assert found.evaluation is not None
    assert found.evaluation.total == 3
    assert found.evaluation.mrr == pytest.approx((1 / 2 + 1 / 2 + 1 / 3) / 3)


def test_where_nothing_is_known_it_says_so_with_nulls() -> None:
    found = looked_back(answer_of(1, 2), [1, 2], frozenset(), among=frozenset())
    told = found.model_dump(exclude_unset=True)
    assert told["evaluation"] is None
    assert [each["ground_truth"] for each in told["recommendations"]] == [None, None]


def test_where_the_chosen_cannot_be_recommended_no_figure_is_made_up() -> None:
    found = looked_back(answer_of(1), [1], frozenset({5}), among=frozenset())
    assert found.evaluation is None
    assert truths(found) == [(False, None)]


def test_who_stands_too_far_down_is_found_nowhere() -> None:
    ranking = list(range(1, DEPTH + 2))
    for each, mrr in ((DEPTH, 1 / DEPTH), (DEPTH + 1, 0)):
        found = looked_back(answer_of(1), ranking, frozenset({each}), among=frozenset({each}))
        assert found.evaluation is not None
        assert found.evaluation.mrr == pytest.approx(mrr)


@pytest.mark.parametrize(("only_verified", "left"), [(False, {1, 2}), (True, {1})])
def test_only_who_is_there_and_may_be_found_counts(*, only_verified: bool, left: set[int]) -> None:
    mentors = [
        Mentor(user_id=1, nickname="a", verified=True),
        Mentor(user_id=2, nickname="b"),
        Mentor(user_id=9, nickname="themselves", verified=True),
    ]
    population = advanced(empty(2), put=[(mentor, None) for mentor in mentors])
    filters = Filters(only_verified=only_verified, excluded=frozenset({9}))
    assert reachable(frozenset({1, 2, 8, 9}), population, filters) == left
