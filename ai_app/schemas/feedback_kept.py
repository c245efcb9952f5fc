"""What keeping feedback answers: what an event did, and what all of them amount to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from schemas.feedback import Event
from schemas.people import Statistics

Counting: TypeAlias = Callable[[Statistics, Sequence[Event]], Statistics]
"""Returns a mentor's statistics with new events of theirs added."""


class Told(str, Enum):
    """What telling an event did; only what is `KEPT` changed anything."""

    KEPT = "kept"
    KNOWN = "known"
    """It was kept before, and is not counted again."""
    DIFFERENT = "different"
    """Another event has its id; this one is not kept."""
    NO_MENTOR = "no mentor"
    """Nobody is known by the mentor's id; the event is not kept."""
    NO_MENTEE = "no mentee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How a mentor did, and of what that is made up."""

    statistics: Statistics
    """What the platform stated and what feedback added to it since: what the ranking reads."""
    stated: Statistics
    """What the platform stated last."""
    shown_count: int = 0
    """How often they stood in a ranking; the platform states no such number."""
    opened_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What came of rankings that were shown, as counts; mentors by the position they stood at."""

    rankings: int
    shown: Mapping[int, int]
    """How many stood at each position, each as often as they were shown."""
    opened: Mapping[int, int]
    """How many of these were opened, however often; so on with others."""
    requested: Mapping[int, int]
    accepted: Mapping[int, int]
    first_requested: Mapping[int | None, int]
    """Rankings after which the mentee asked somebody, by where the first of those stood.

    None stands for nowhere in the ranking.
    """
    first_accepted: Mapping[int | None, int]
    """The same of those who took a request."""
