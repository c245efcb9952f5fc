"""The store: rows belong to whoever claimed them."""

import numpy as np

from schemas.people import Mentor, Profile
from services.ranking.store import Store
from services.vocabularies import UNKNOWING
from tests.ai_app.services.ranking.people import unit


def test_rows_are_claimed_once_and_only_as_far_as_there_is_room() -> None:
    store = Store(4, 2, UNKNOWING)
    assert store.claim(0, 3)
    assert not store.claim(0, 1)
    assert not store.claim(3, 2)
    assert store.claim(3, 1)
    assert store.claim(4, 0)


def test_what_does_not_fit_a_column_is_bounded() -> None:
    store = Store(3, 2, UNKNOWING)
    store.claim(0, 3)
    lives = (None, -4, 10**9)
    people = [
        Mentor(user_id=n, nickname="m", profile=Profile(years=life)) for n, life in enumerate(lives)
    ]
    store.write(0, [(each, None) for each in people])
    assert store.years.tolist() == [-1, 0, 1000]


def test_a_copy_has_the_rows_that_are_wanted() -> None:
    store = Store(3, 2, UNKNOWING)
    store.claim(0, 3)
    people = [
        Mentor(user_id=10 + n, nickname="m", profile=Profile(jobs=(f"job {n}",))) for n in range(3)
    ]
    store.write(0, [(each, unit([1.0, n])) for n, each in enumerate(people)])
    found = store.copied(np.array([0, 2], np.int32), 3, 5)
    assert found.user_ids.tolist() == [10, 12, 0, 0, 0]
    assert found.matrix[1].tolist() == unit([1.0, 2]).tolist()
    assert [each.jobs for each in found.keys] == [(("job0",),), (("job2",),)]
    assert found.postings.rows(("job", "job2"), below=5).tolist() == [1]
    assert found.claim(2, 3)
