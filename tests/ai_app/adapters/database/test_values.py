"""Tests of what either database can keep."""

from datetime import datetime, timezone

from hypothesis import given

from adapters.database.values import kept_moment, moment
from tests.ai_app.adapters.database.nouns import MOMENTS


@given(MOMENTS)
def test_a_moment_is_the_same_in_utc(one: datetime) -> None:
    assert moment(one) == one
    assert moment(one).tzinfo is timezone.utc


@given(MOMENTS)
def test_a_moment_kept_without_its_zone_is_one_of_utc(one: datetime) -> None:
    assert kept_moment(moment(one).replace(tzinfo=None)) == one
    assert kept_moment(one) == one
