"""What the records of a load come to: plain arithmetic, without a clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.bench.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What clients noticed by one way."""

    requests: int
    failed: int
    longest_wait_ms: float
    reconnects: int
    retries: int
    gap_ms: float | None
    """From the last good answer of the first process to the first good one of the last process;
    None where it was one process all along."""


def of(records: Sequence[Record], way: str) -> Summary:
    """Sum up what clients noticed by this way."""
    chosen = [record for record in records if record.way == way]
    return Summary(
        requests=len(chosen),
        failed=sum(record.failed for record in chosen),
        longest_wait_ms=max((record.wait_ms for record in chosen), default=0.0),
        reconnects=sum(record.reconnects for record in chosen),
        retries=sum(record.retries for record in chosen),
        gap_ms=gap_ms(chosen),
    )


def gap_ms(records: Sequence[Record]) -> float | None:
    """Return how long nobody got a good answer of either the first or the last process."""
    found = turn(records)
    return None if found is None else (found[1] - found[0]) * 1000


def turn(records: Sequence[Record]) -> tuple[float, float] | None:
    """Return when the first process answered well last, and the last process first.

    Seconds on the clock of the records; None where it was one process all along. What a release in
    between answers, which was on probation and went, does not count as service.
    """
    good = sorted(
        (record.ended_s, record.process)
        for record in records
        if not record.failed and record.process is not None
    )
    if not good or good[0][1] == good[-1][1]:
        return None
    first, last = good[0][1], good[-1][1]
    ended_s = max(at for at, process in good if process == first)
    began_s = min(at for at, process in good if process == last)
    return ended_s, began_s


def failures(records: Sequence[Record], since_s: float, most: int = 20) -> list[dict[str, object]]:
    """Return the first failures by each way as JSON holds them, in seconds since a moment."""
    failed = sorted((record for record in records if record.failed), key=lambda each: each.ended_s)
    ways = sorted({record.way for record in failed})
    chosen = (
        record for way in ways for record in [each for each in failed if each.way == way][:most]
    )
    return [
        {
            "way": record.way,
            "method": record.method,
            "path": record.path,
            "began_s": round(record.began_s - since_s, 3),
            "ended_s": round(record.ended_s - since_s, 3),
            "status": record.status,
            "error": record.error,
        }
        for record in chosen
    ]
