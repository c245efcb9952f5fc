"""Counting: what events add to a mentor's statistics."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from schemas.feedback import Accepted, Declined, Event, Rated, Requested
from schemas.people import COUNT_MAX, Statistics
from services.feedback.identity import each_once

ROUNDING = 1e-6
"""A sum of ratings this close to a whole number is that number; sums stay far below 1e9."""


def counted(statistics: Statistics, events: Iterable[Event]) -> Statistics:
    """Return a mentor's statistics with these events of theirs added, each id once.

    The order of the events makes no difference, nor whether they come at once or in parts; but an
    event must not come in two parts, for statistics do not remember ids. Raises `ValueError` for
    events of two mentors, or for one id of two events.
    """
    once = each_once(events)
    if len({event.mentor_id for event in once}) > 1:
        raise ValueError("these are events of more than one mentor")
    accepted = sum(isinstance(event, Accepted) for event in once)
    declined = sum(isinstance(event, Declined) for event in once)
    requested = sum(isinstance(event, Requested) for event in once)
    return _rated(
        replace(
            statistics,
            requested_count=_more(statistics.requested_count, requested),
            responded_count=_more(statistics.responded_count, accepted + declined),
            accepted_count=_more(statistics.accepted_count, accepted),
        ),
        [event.rating for event in once if isinstance(event, Rated)],
    )


def _rated(statistics: Statistics, ratings: Sequence[int]) -> Statistics:
    if not ratings:
        return statistics
    count = statistics.rating_count + len(ratings)
    average = (_stars(statistics) + sum(ratings)) / count
    return replace(
        statistics, rating_avg=average, rating_count=_more(statistics.rating_count, len(ratings))
    )


def _more(count: int, by: int) -> int:
    return max(count, min(count + by, COUNT_MAX))


def _stars(statistics: Statistics) -> float:
    """Return the sum of the ratings so far: a whole number, unless the average came from elsewhere.

    Whole numbers add up exactly in any order; a mean that is corrected by each rating would not.
    """
    stars = statistics.rating_avg * statistics.rating_count
    whole = round(stars)
    return whole if abs(stars - whole) < ROUNDING else stars
