"""Events to keep, and strategies for all that may happen among a few people."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from schemas.feedback import Accepted, Declined, Event, Opened, Rated, Requested, Shown
from schemas.people import Mentee

DAWN = datetime(2026, 3, 1, tzinfo=timezone.utc)
KINDS_PLAIN: Mapping[str, type[Opened | Requested | Accepted | Declined]] = {
    "opened": Opened, "requested": Requested, "accepted": Accepted, "declined": Declined,
}  # fmt: skip
KINDS = ("shown", "rated", *KINDS_PLAIN)


def hour(number: float) -> datetime:
    return DAWN + timedelta(hours=number)


def happened(  # noqa: PLR0913 - each of them matters to some test
    kind: str,
    name: str,
    *,
    mentor: int = 1,
    mentee: int = 101,
    at: datetime = DAWN,
    rating: int = 5,
    ranking: str = "r",
    position: int = 1,
) -> Event:
    match kind:
        case "shown":
            return Shown(
                id=name,
                mentor_id=mentor,
                mentee_id=mentee,
                at=at,
                ranking_id=ranking,
                position=position,
            )
        case "rated":
            return Rated(id=name, mentor_id=mentor, mentee_id=mentee, at=at, rating=rating)
        case _:
            return KINDS_PLAIN[kind](id=name, mentor_id=mentor, mentee_id=mentee, at=at)


def ranking(name: str, at: float, *mentors: int, mentee: int = 101) -> list[Event]:
    return [
        happened(
            "shown",
            f"{name} {position}",
            mentor=mentor,
            mentee=mentee,
            at=hour(at),
            ranking=name,
            position=position,
        )
        for position, mentor in enumerate(mentors, start=1)
    ]


def mentee(user_id: int) -> Mentee:
    return Mentee(user_id=user_id, nickname="")


@st.composite
def histories(draw: st.DrawFn, *, mentors: int = 4, mentees: int = 2) -> list[Event]:
    """Draw what happened among mentors 1, 2, ... and mentees 101, 102, ...; each id once."""
    return [
        happened(
            draw(st.sampled_from(KINDS)),
            f"event-{number}",
            mentor=draw(st.integers(1, mentors)),
            mentee=100 + draw(st.integers(1, mentees)),
            at=hour(draw(st.integers(0, 12))),
            rating=draw(st.integers(1, 5)),
            ranking=f"ranking-{draw(st.integers(1, 3))}",
            position=draw(st.integers(1, 4)),
        )
        for number in range(draw(st.integers(0, 20)))
    ]
