"""Moments and lengths of time as one reads them."""

from __future__ import annotations

LONG_S = 1000
"""Beyond it, hundredths of a second are noise."""


def length(seconds: float) -> str:
    """Write a length of time: exact where it is short, rounded where it is long."""
    if seconds < LONG_S:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def moment(seconds: float) -> str:
    """Write a moment since the start: in seconds, and from a quarter of an hour on as a clock."""
    if seconds < LONG_S:
        return f"{seconds:.2f}"
    hundredths = round(seconds * 100)
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest / 100:05.2f}"
