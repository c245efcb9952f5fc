"""A line: one thing that is said at the head of a timeline, and the row that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.timeline.model import Chronicle, Served
from sim.timeline.words import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence or two; what stands between backticks is code."""

    text: str
    row: int | None = None
    served: Served | None = None
    """What was served in the span of time that it is about."""
    quote: str = ""
    """What was told, word by word."""
    aside: bool = False
    """The quotation is of no great interest."""


def plain(detail: str, chronicle: Chronicle) -> str:
    """Write what an effect was about, to stand between backticks."""
    base = chronicle.lanes[0].base if chronicle.lanes else ""
    return short(detail, base).replace("`", "'")


def short(detail: str, base: str) -> str:
    """Write paths from the base directory on."""
    return shown(detail.replace(f"{base}/", "") if base else detail)


def opening(text: str) -> str:
    """Begin a sentence with a capital."""
    return f"{text[:1].upper()}{text[1:]}"
