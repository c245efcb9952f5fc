"""Identity: an event counts once, and two events may not have one id."""

from datetime import datetime, timezone

import pytest

from schemas.feedback import Opened
from services.feedback.identity import each_once

AT = datetime(2026, 3, 1, tzinfo=timezone.utc)


def opened(id: str, mentor_id: int) -> Opened:  # noqa: A002 - a noun
    return Opened(id=id, mentor_id=mentor_id, mentee_id=9, at=AT)


def test_what_is_sent_again_counts_once_in_the_order_it_first_came() -> None:
    one, other = opened("b", 1), opened("a", 2)
    assert each_once(iter([one, other, opened("b", 1), other])) == [one, other]
    assert each_once([]) == []


def test_two_events_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two different events have the id 'b'"):
        each_once([opened("b", 1), opened("b", 2)])
