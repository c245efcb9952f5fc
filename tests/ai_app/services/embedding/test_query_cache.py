"""The cache of query vectors: bounded, one encoding for many who ask, no memory of failures."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ModelDown
from services.embedding.query_cache import QueryCache
from tests.ai_app.services.embedding.doubles import DIMENSION, HashEncoder

PATIENCE_S = 30


def test_a_vector_is_that_of_a_query() -> None:
    vector = QueryCache(HashEncoder()).vector("자바 멘토")
    assert vector.shape == (DIMENSION,)
    assert np.array_equal(vector, HashEncoder().queries(["자바 멘토"])[0])


def test_what_is_given_to_many_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        QueryCache(HashEncoder()).vector("a")[0] = 1


@given(st.lists(st.sampled_from("abcdef"), max_size=40), st.integers(1, 4))
def test_what_was_least_recently_asked_is_forgotten_first(asked: list[str], size: int) -> None:
    encoder = HashEncoder()
    cache = QueryCache(encoder, queries_max=size)
    kept: list[str] = []
    encoded: list[str] = []
    for text in asked:
        cache.vector(text)
        if text not in kept:
            encoded.append(text)
        kept = [*(each for each in kept if each != text), text][-size:]
    assert encoder.asked == encoded


def test_the_same_text_asked_by_many_at_once_is_encoded_once() -> None:
    asked, go_on = Event(), Event()

    def wait() -> None:
        asked.set()
        assert go_on.wait(PATIENCE_S)

    encoder = HashEncoder(before=wait)
    cache = QueryCache(encoder)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(cache.vector, "a")
        assert asked.wait(PATIENCE_S)
        others = [pool.submit(cache.vector, "a") for _ in range(7)]
        go_on.set()
        vectors = [each.result(PATIENCE_S) for each in (first, *others)]
    assert encoder.asked == ["a"]
    assert all(each is vectors[0] for each in vectors)


def test_who_asks_for_something_else_does_not_wait() -> None:
    asked, go_on = Event(), Event()
    waits = iter([True])

    def wait() -> None:
        if next(waits, False):
            asked.set()
            assert go_on.wait(PATIENCE_S)

    cache = QueryCache(HashEncoder(before=wait))
    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(cache.vector, "slow")
        assert asked.wait(PATIENCE_S)
        assert pool.submit(cache.vector, "quick").result(PATIENCE_S).shape == (DIMENSION,)
        go_on.set()
        slow.result(PATIENCE_S)


def test_a_failure_is_told_to_all_who_wait_and_not_kept() -> None:
    asked, go_on = Event(), Event()

    def fail() -> None:
        asked.set()
        assert go_on.wait(PATIENCE_S)
        raise ModelDown("gone")

    encoder = HashEncoder(before=fail)
    cache = QueryCache(encoder)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.vector, "a")
        assert asked.wait(PATIENCE_S)
        waiting = cache._recent.peek("a")  # what whoever asks meanwhile is given to wait for
        assert waiting is not None
        go_on.set()
        with pytest.raises(ModelDown):
            first.result(PATIENCE_S)
    assert isinstance(waiting.exception(PATIENCE_S), ModelDown)
    encoder.before = lambda: None
    assert cache.vector("a").shape == (DIMENSION,)


def test_a_failure_leaves_alone_what_another_began_meanwhile() -> None:
    encoder = HashEncoder()
    cache = QueryCache(encoder, queries_max=1)

    def forgotten_and_asked_again() -> None:
        encoder.before = lambda: None
        cache.vector("b")
        cache.vector("a")
        raise ModelDown("gone")

    encoder.before = forgotten_and_asked_again
    with pytest.raises(ModelDown):
        cache.vector("a")
    cache.vector("a")
    assert encoder.asked == ["b", "a"]


def test_a_vector_is_at_hand_for_who_was_asked_for_before() -> None:
    cache = QueryCache(HashEncoder())
    cache.vector("소개: 김철수")
    assert cache.has("소개: 김철수")
    assert not cache.has("소개: 김영희")
