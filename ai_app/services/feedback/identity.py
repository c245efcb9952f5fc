"""Each event counts once, however often it is sent."""

from collections.abc import Iterable

from schemas.feedback import Event


def each_once(events: Iterable[Event]) -> list[Event]:
    """Return the events, each id once, in the order in which they first came.

    Raises `ValueError` where one id stands for two different events: which of them is meant, the
    order in which they came must not decide.
    """
    found: dict[str, Event] = {}
    for event in events:
        if found.setdefault(event.id, event) != event:
            raise ValueError(f"two different events have the id {event.id!r}")
    return list(found.values())
