"""What people do with the mentors they are shown, one event at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

KINDS = ("shown", "opened", "requested", "accepted", "declined", "rated")
RATING_MIN, RATING_MAX = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A mentor stood in a ranking that a mentee got."""

    id: str
    """Whoever sends the event makes it, and sends it again with the same."""
    mentor_id: int
    mentee_id: int
    at: datetime
    """In UTC, as the moment of every event."""
    ranking_id: str
    """The same for all who stood in one ranking."""
    position: int
    """Where in the ranking, from 1 on."""
    kind: Literal["shown"] = "shown"

    def __post_init__(self) -> None:
        """Refuse what is no event."""
        _vet(self.at)
        if self.position < 1:
            raise ValueError("the first position is 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A mentee looked at a mentor's profile."""

    id: str
    mentor_id: int
    mentee_id: int
    at: datetime
    kind: Literal["opened"] = "opened"

    def __post_init__(self) -> None:
        """Refuse what is no event."""
        _vet(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """A mentee asked a mentor for help."""

    id: str
    mentor_id: int
    mentee_id: int
    at: datetime
    kind: Literal["requested"] = "requested"

    def __post_init__(self) -> None:
        """Refuse what is no event."""
        _vet(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A mentor took a request; a request has one answer, so its id is made of the request's."""

    id: str
    mentor_id: int
    mentee_id: int
    at: datetime
    kind: Literal["accepted"] = "accepted"

    def __post_init__(self) -> None:
        """Refuse what is no event."""
        _vet(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A mentor did not take a request; its id is made as that of `Accepted`."""

    id: str
    mentor_id: int
    mentee_id: int
    at: datetime
    kind: Literal["declined"] = "declined"

    def __post_init__(self) -> None:
        """Refuse what is no event."""
        _vet(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A mentee said how it was."""

    id: str
    mentor_id: int
    mentee_id: int
    at: datetime
    rating: int
    """1 to 5, 5 for the best."""
    kind: Literal["rated"] = "rated"

    def __post_init__(self) -> None:
        """Refuse what is no event."""
        _vet(self.at)
        if not RATING_MIN <= self.rating <= RATING_MAX:
            raise ValueError(f"a rating lies between {RATING_MIN} and {RATING_MAX}")


Event: TypeAlias = Shown | Opened | Requested | Accepted | Declined | Rated


def _vet(at: datetime) -> None:
    if at.utcoffset() != timedelta(0):
        raise ValueError("the moment of an event is in UTC, and says so")
