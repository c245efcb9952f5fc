"""Tests of how failures are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.gemini.failures import AGAIN, REASONS, Busy, refusal, retry_delay_s, unreadable

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["error", "details", "retryDelay"]), inner, max_size=3),
    ),
    max_leaves=10,
)


def error(delay: object) -> dict[str, object]:
    return {"error": {"details": [{"retryDelay": delay}]}}


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (error("34s"), 34.0),
        ([error("0.5s")], 0.5),
        (error("1.000000001s"), 1.000000001),
        (error("-1s"), None),
        (error("soon"), None),
        (error(5), None),
        (error("9" * 99 + "s"), None),
        ({"error": {"details": [7, {}, {"retryDelay": "2s"}]}}, 2.0),
        ([], None),
        (None, None),
    ],
)
def test_a_delay_is_read_where_there_is_one(body: object, seconds: float | None) -> None:
    assert retry_delay_s(body) == seconds


@given(st.integers(400, 599), JSON)
def test_every_status_with_any_body_is_told(status: int, body: object) -> None:
    failure = refusal(status, body)
    assert str(failure) == f"{REASONS.get(status, 'Gemini failed')} (HTTP {status})"
    assert isinstance(failure, Busy) == (status in AGAIN)


def test_an_error_of_a_library_is_told_by_its_kind_alone() -> None:
    told = str(unreadable(ValueError("hunter2")))
    assert "ValueError" in told
    assert "hunter2" not in told
