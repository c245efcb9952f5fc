"""What either database can keep; the rest is refused alike, before either is asked."""

import math
from datetime import datetime, timezone

BITS_64_MIN, BITS_64_MAX = -(2**63), 2**63 - 1


def whole(value: int, *, least: int = BITS_64_MIN) -> int:
    """Return a number of 64 bits; raise `ValueError` for one beyond them, or below `least`."""
    if least <= value <= BITS_64_MAX:
        return value
    raise ValueError(f"{value} is not within {least} and {BITS_64_MAX}")


def real(value: float) -> float:
    """Return a finite number; raise `ValueError` for another: SQLite keeps NaN as nothing."""
    if math.isfinite(value):
        return value
    raise ValueError(f"{value} is no number that can be kept")


def text(value: str) -> str:
    """Return a text; raise `ValueError` where it holds NUL, or half of a surrogate pair.

    PostgreSQL keeps no NUL, and neither database what is not Unicode.
    """
    if "\0" in value:
        raise ValueError("a text holds NUL")
    value.encode()  # raises UnicodeEncodeError, a ValueError
    return value


def texts(values: tuple[str, ...]) -> list[str]:
    """Return texts as a JSON list; raise `ValueError` as `text` does."""
    return [text(value) for value in values]


def moment(value: datetime) -> datetime:
    """Return a moment in UTC; raise `ValueError` where it names no zone, or has no year there."""
    if value.utcoffset() is None:
        raise ValueError(f"{value} names no time zone")
    try:
        return value.astimezone(timezone.utc)
    except OverflowError:
        raise ValueError(f"{value} has no year in UTC") from None


def kept_moment(value: datetime) -> datetime:
    """Return a moment that was kept, in UTC; SQLite keeps no zone with it."""
    return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else moment(value)
