"""Counting: exact, whatever the order and the parts in which events come."""

from collections.abc import Sequence
from datetime import datetime, timezone
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.feedback import Accepted, Declined, Event, Opened, Rated, Requested, Shown
from schemas.people import COUNT_MAX, Statistics
from services.feedback.counting import counted

AT = datetime(2026, 3, 1, tzinfo=timezone.utc)


def event(kind: str, id: str, rating: int = 5, mentor_id: int = 1) -> Event:  # noqa: A002 - a noun
    match kind:
        case "shown":
            return Shown(id=id, mentor_id=mentor_id, mentee_id=2, at=AT, ranking_id="r", position=1)
        case "rated":
            return Rated(id=id, mentor_id=mentor_id, mentee_id=2, at=AT, rating=rating)
        case "opened":
            return Opened(id=id, mentor_id=mentor_id, mentee_id=2, at=AT)
        case "requested":
            return Requested(id=id, mentor_id=mentor_id, mentee_id=2, at=AT)
        case "accepted":
            return Accepted(id=id, mentor_id=mentor_id, mentee_id=2, at=AT)
        case _:
            return Declined(id=id, mentor_id=mentor_id, mentee_id=2, at=AT)


KINDS = ["shown", "opened", "requested", "accepted", "declined", "rated"]
events = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 5)), max_size=40).map(
    lambda drawn: [event(kind, str(n), rating) for n, (kind, rating) in enumerate(drawn)]
)


@st.composite
def of_whole_stars(draw: st.DrawFn) -> Statistics:
    """Make up statistics whose average is that of ratings from 1 to 5."""
    count = draw(st.integers(0, 10**6))
    stars = draw(st.integers(count, 5 * count))
    return Statistics(
        rating_avg=stars / count if count else 0.0,
        rating_count=count,
        requested_count=draw(st.integers(0, 99)),
    )


def in_parts(statistics: Statistics, some: Sequence[Event], chance: Random) -> Statistics:
    """Add the events in any order and in any parts."""
    left = chance.sample(list(some), len(some))
    while left:
        size = chance.randint(1, len(left))
        statistics, left = counted(statistics, left[:size]), left[size:]
    return statistics


@given(of_whole_stars(), events, st.randoms(use_true_random=False))
def test_order_and_parts_make_no_difference_not_even_in_the_last_digit(
    statistics: Statistics, some: list[Event], chance: Random
) -> None:
    assert in_parts(statistics, some, chance) == counted(statistics, some)


@given(st.floats(1, 5), st.integers(1, 1000), events, st.randoms(use_true_random=False))
def test_an_average_from_elsewhere_is_added_to_within_rounding(
    average: float, count: int, some: list[Event], chance: Random
) -> None:
    statistics = Statistics(rating_avg=average, rating_count=count)
    at_once, parts = counted(statistics, some), in_parts(statistics, some, chance)
    assert parts.rating_count == at_once.rating_count
    assert parts.rating_avg == pytest.approx(at_once.rating_avg, abs=1e-6)


@given(of_whole_stars(), events)
def test_everything_is_what_counting_by_hand_gives(
    statistics: Statistics, some: list[Event]
) -> None:
    found = counted(statistics, some)
    kinds = [each.kind for each in some]
    ratings = [each.rating for each in some if isinstance(each, Rated)]
    assert found.requested_count == statistics.requested_count + kinds.count("requested")
    assert found.accepted_count == kinds.count("accepted")
    assert found.responded_count == kinds.count("accepted") + kinds.count("declined")
    assert found.rating_count == statistics.rating_count + len(ratings)
    stars = round(Fraction(statistics.rating_avg) * statistics.rating_count) + sum(ratings)
    if ratings:
        assert found.rating_avg == stars / found.rating_count
    else:
        assert found.rating_avg == statistics.rating_avg


@given(events, st.randoms(use_true_random=False))
def test_what_is_sent_again_counts_once(some: list[Event], chance: Random) -> None:
    again = [*some, *chance.sample(some, len(some) // 2)]
    assert counted(Statistics(), again) == counted(Statistics(), some)


def test_half_a_star_from_elsewhere_is_not_lost() -> None:
    half = Statistics(rating_avg=4.5, rating_count=1)
    assert counted(half, [event("rated", "e", 4)]).rating_avg == 4.25


def test_an_average_stays_to_the_last_digit_where_nobody_rates() -> None:
    rounded = Statistics(rating_avg=1.6, rating_count=6)  # 1.6 * 6 / 6 is another number
    assert counted(rounded, [event("requested", "e")]).rating_avg == 1.6


def test_a_count_stays_at_the_most_there_may_be() -> None:
    full = Statistics(rating_avg=5, rating_count=COUNT_MAX, requested_count=COUNT_MAX - 1)
    events = [event("rated", "a", 1), event("requested", "b"), event("requested", "c")]
    found = counted(full, events)
    assert (found.rating_count, found.requested_count) == (COUNT_MAX, COUNT_MAX)
    assert 4.99 < found.rating_avg < 5


def test_nothing_adds_nothing() -> None:
    assert counted(Statistics(), []) == Statistics()


def test_events_of_two_mentors_are_refused() -> None:
    with pytest.raises(ValueError, match="more than one mentor"):
        counted(Statistics(), [event("opened", "a"), event("opened", "b", mentor_id=2)])


def test_one_id_of_two_events_is_refused() -> None:
    with pytest.raises(ValueError, match="the id 'a'"):
        counted(Statistics(), [event("rated", "a", 1), event("rated", "a", 2)])
