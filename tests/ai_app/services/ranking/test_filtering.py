"""Filters: each says no to whom it should, and several mean all of them."""

import dataclasses

import pytest

from schemas.people import Mentor, Profile
from services.ranking.filtering import eligible
from services.ranking.population import advanced, empty
from services.ranking.query import Filters
from tests.ai_app.services.ranking.people import DIMENSION

PLAIN = Mentor(
    user_id=1,
    nickname="m",
    company_name="Bolt Labs",
    profile=Profile(jobs=("Nurse", "Teacher"), skills=("SQL",), years=5),
    verified=True,
)
NAMELESS = Mentor(user_id=2, nickname="n", capacity=0)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (Filters(), [1, 2]),
        (Filters(jobs=("Chef", "teacher")), [1]),
        (Filters(jobs=("Chef",)), []),
        (Filters(skills=("sql",)), [1]),
        (Filters(companies=("bolt-labs",)), [1]),
        (Filters(jobs=("Nurse",), skills=("Python",)), []),
        (Filters(years_min=5, years_max=5), [1]),
        (Filters(years_min=6), []),
        (Filters(years_max=4), []),
        (Filters(years_min=-5), [1]),
        (Filters(years_max=0), []),
        (Filters(only_verified=True), [1]),
        (Filters(only_available=True), [1]),
        (Filters(unwanted_jobs=("nurse", "Chef")), [2]),
        (Filters(unwanted_jobs=("Nurse",), wanted_jobs=("Teacher",)), [1, 2]),
        (Filters(unwanted_jobs=("Nurse",), wanted_jobs=("Chef",)), [2]),
        (Filters(wanted_jobs=("Chef",)), [1, 2]),
        (Filters(excluded=frozenset({1, 99})), [2]),
    ],
)
def test_who_passes(of: Filters, expected: list[int]) -> None:
    before = advanced(empty(DIMENSION), put=[(dataclasses.replace(PLAIN, user_id=3), None)])
    population = advanced(before, put=[(PLAIN, None), (NAMELESS, None)], deleted=[3])
    mask = eligible(population, of)
    assert population.store.user_ids[: population.count][mask].tolist() == expected
