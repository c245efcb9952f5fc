"""Diversity: unlike mentors move up, and nobody is lost."""

import numpy as np
import pytest

from schemas.embedding import Vectors
from schemas.people import Mentor, Profile
from services.ranking import weights
from services.ranking.diversity import alike, chosen, depth
from services.ranking.population import Population, advanced, empty
from services.ranking.query import Filters, Query
from services.ranking.recommendation import recommend
from services.ranking.scoring import Ranking, ranking
from tests.ai_app.services.ranking.people import DIMENSION, NOW, unit

SAME, OTHER, FAR = unit([8.0, 1, 0, 0, 0]), unit([4.0, 0, 8, 0, 0]), unit([1.0, 0, 0, 8, 8])


def people(*placed: tuple[str | None, Vectors | None]) -> Population:
    return advanced(
        empty(DIMENSION),
        put=[
            (Mentor(user_id=n, nickname="m", company_name=company), vector)
            for n, (company, vector) in enumerate(placed, 1)
        ],
    )


def order(population: Population, diversity: float, top_k: int = 3) -> list[int]:
    query = Query(profile=Profile(), vector=SAME)
    found = recommend(population, query, Filters(), top_k=top_k, diversity=diversity, now=NOW)
    return [each.mentor.user_id for each in found]


def test_without_diversity_the_best_come_though_they_are_alike() -> None:
    population = people(("a", SAME), ("b", SAME), ("c", SAME), ("d", OTHER), ("e", FAR))
    assert order(population, 0) == [1, 2, 3]


def test_with_some_the_second_is_another_kind_of_mentor_who_suits() -> None:
    population = people(("a", SAME), ("b", SAME), ("c", SAME), ("d", OTHER), ("e", FAR))
    assert order(population, 0.45) == [1, 4, 2]


def test_with_all_of_it_the_most_unlike_come() -> None:
    population = people(("a", SAME), ("b", SAME), ("c", SAME), ("d", OTHER), ("e", FAR))
    assert order(population, 1)[:2] == [1, 5]


def test_of_mentors_without_vectors_those_of_other_companies_move_up() -> None:
    population = people(("Acme", None), ("acme", None), ("Bolt", None), (None, None), (None, None))
    assert order(population, 0) == [1, 2, 3]
    assert order(population, 0.5, top_k=4) == [1, 3, 4, 5]


def test_how_alike_two_are() -> None:
    population = people(
        ("Acme", SAME), ("Acme", SAME), ("Acme", FAR), ("Bolt", OTHER), (None, None)
    )
    found = alike(population, np.arange(5))
    assert found[0, 1] == pytest.approx(1, abs=1e-5)
    assert found[0, 2] == weights.SAME_COMPANY
    assert 0 < found[0, 3] < 1
    assert found[4, :4].tolist() == [0, 0, 0, 0]
    assert (found == found.T).all()


def test_a_score_of_nothing_at_all_divides_nothing() -> None:
    population = people(("a", SAME), ("b", SAME))
    ranked = ranking(population, Query(profile=Profile(), vector=SAME), {}, np.arange(2), NOW)
    hopeless = Ranking(
        rows=ranked.rows, totals=ranked.totals - 10**8, contributions=ranked.contributions
    )
    assert chosen(population, hopeless, 2, 0.5) == [0, 1]


@pytest.mark.parametrize(
    ("top_k", "diversity", "expected"), [(5, 0, 5), (5, 0.1, 25), (50, 0.1, 100), (150, 0.1, 150)]
)
def test_how_many_are_looked_at(top_k: int, diversity: float, expected: int) -> None:
    assert depth(top_k, diversity) == expected
