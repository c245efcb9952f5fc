"""Tests of judging what a `PUT` does, and of splitting ids."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.database.people import PARAMETERS_MAX, judged, pieces
from schemas.keeping import Put
from tests.ai_app.adapters.database.nouns import named


def test_a_put_is_judged_by_what_is_kept() -> None:
    kept = {1: named(1), 2: named(2)}
    assert judged(kept, [named(3), named(2), named(1, "new")]) == [
        Put.CREATED,
        Put.UNCHANGED,
        Put.REPLACED,
    ]


@given(st.lists(st.integers(0, 3_000), max_size=4_000))
def test_ids_are_asked_for_once_in_ascending_order_and_not_too_many(user_ids: list[int]) -> None:
    split = list(pieces(user_ids))
    assert [user_id for some in split for user_id in some] == sorted(set(user_ids))
    assert all(0 < len(some) <= PARAMETERS_MAX for some in split)
