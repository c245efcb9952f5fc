"""Tests of the bound on waiting: callers come back, whatever a stream does."""

from collections.abc import Callable
from threading import Event
from time import monotonic

import pytest
from structlog.testing import capture_logs

from adapters.gemini.deadline import Places, Stream
from schemas.errors import WordsDown
from schemas.words import Piece

LONG_S = 20.0
"""Far more than any of this takes."""
SHORT_S = 0.02


def piece(text: str) -> Piece:
    return Piece(text=text)


def eventually(holds: Callable[[], bool]) -> bool:
    until = monotonic() + LONG_S
    while not holds():
        if monotonic() > until:
            return False
        Event().wait(0.001)
    return True


def is_free(places: Places) -> bool:
    """Tell whether a stream can be read now."""

    def one() -> Stream:
        yield piece("1")

    try:
        return list(places.read(one, deadline_s=LONG_S)) == [piece("1")]
    except WordsDown:
        return False


def test_pieces_come_in_their_order() -> None:
    def stream() -> Stream:
        yield from map(piece, "abc")

    places = Places(1, clock=monotonic)
    assert list(places.read(stream, deadline_s=LONG_S)) == [piece(each) for each in "abc"]


def test_a_piece_is_handed_on_before_the_next_is_there() -> None:
    asked = Event()

    def stream() -> Stream:
        yield piece("a")
        assert asked.wait(LONG_S)
        yield piece("b")

    pieces = Places(1, clock=monotonic).read(stream, deadline_s=LONG_S)
    assert next(pieces) == piece("a")
    asked.set()
    assert list(pieces) == [piece("b")]


def test_an_error_comes_after_the_pieces_before_it() -> None:
    def stream() -> Stream:
        yield piece("a")
        raise WordsDown("blocked")

    pieces = Places(1, clock=monotonic).read(stream, deadline_s=LONG_S)
    assert next(pieces) == piece("a")
    with pytest.raises(WordsDown, match="blocked"):
        next(pieces)


def test_what_nobody_foresaw_is_logged_and_ends_the_wait() -> None:
    def stream() -> Stream:
        yield piece("a")
        raise RuntimeError

    with capture_logs() as logs, pytest.raises(WordsDown, match="logs"):
        list(Places(1, clock=monotonic).read(stream, deadline_s=LONG_S))
    assert [each["event"] for each in logs] == ["unforeseen error"]


def test_a_silent_stream_is_left_at_the_deadline_and_keeps_its_place_till_it_ends() -> None:
    speak = Event()

    def silent() -> Stream:
        speak.wait(LONG_S)
        yield piece("late")

    places = Places(1, clock=monotonic)
    with pytest.raises(WordsDown, match=r"0\.02 s"):
        list(places.read(silent, deadline_s=SHORT_S))
    assert not is_free(places)
    speak.set()
    assert eventually(lambda: is_free(places))


def test_a_trickle_does_not_move_the_deadline() -> None:
    """Each piece comes in time, and their sum does not: the clock moves with each."""
    now_s = iter(range(1_000))

    def endless() -> Stream:
        while True:
            yield piece("a")

    pieces = Places(1, clock=lambda: next(now_s)).read(endless, deadline_s=5)
    assert [next(pieces).text for _ in range(4)] == ["a"] * 4
    with pytest.raises(WordsDown, match="within 5 s"):
        next(pieces)


def test_more_streams_than_places_are_refused_at_once() -> None:
    go = Event()

    def waiting() -> Stream:
        yield piece("a")
        go.wait(LONG_S)

    places = Places(2, clock=monotonic)
    first, second = (places.read(waiting, deadline_s=LONG_S) for _ in range(2))
    assert [next(first), next(second)] == [piece("a")] * 2
    with pytest.raises(WordsDown, match="at once"):
        next(places.read(waiting, deadline_s=LONG_S))
    go.set()
    assert list(first) == list(second) == []
    assert eventually(lambda: is_free(places))


def test_a_caller_who_leaves_stops_the_stream_and_closes_it() -> None:
    said, closed = [], Event()

    def endless() -> Stream:
        try:
            for number in range(10_000_000):
                said.append(number)
                yield piece("a")
        finally:
            closed.set()

    places = Places(1, clock=monotonic)
    pieces = places.read(endless, deadline_s=LONG_S)
    next(pieces)
    pieces.close()
    assert closed.wait(LONG_S)
    assert len(said) < 10_000_000
    assert eventually(lambda: is_free(places))


def test_nothing_begins_before_it_is_asked_for() -> None:
    places = Places(1, clock=monotonic)
    for _ in range(3):
        places.read(lambda: pytest.fail("nobody asked"), deadline_s=LONG_S)
    assert is_free(places)
