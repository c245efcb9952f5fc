"""Tests of the words that storage answers with."""

from schemas.batch import LineKept
from schemas.keeping import Put


def test_batches_know_every_outcome() -> None:
    for outcome in Put:
        assert LineKept(line=1, user_id=1, outcome=outcome.value).outcome == outcome.value
