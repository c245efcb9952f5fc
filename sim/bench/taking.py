"""Taking down the figures of one operation."""

from __future__ import annotations

from collections.abc import Iterator

from sim.bench import summary
from sim.bench.figures import Key, Sheet
from sim.bench.operation import Course
from sim.bench.place import WAYS


def take(sheet: Sheet, who: str, operation: str, course: Course, start_ms: float) -> None:
    """Take down what clients, the other tenant and the disk noticed of an operation."""
    for name, unit, number in _whole(course, start_ms):
        sheet.add(Key(who, operation, "", name, unit), number)
    for way in WAYS:
        for name, unit, number in _by_way(course, way, start_ms):
            sheet.add(Key(who, operation, way, name, unit), number)


def _whole(course: Course, start_ms: float) -> Iterator[tuple[str, str, float]]:
    before, after = course.before, course.after
    moved = int(before.pid != after.pid)
    yield "time", "s", course.seconds
    yield "time_over_start", "s", course.seconds - start_ms / 1000
    yield "load_average", "processes", course.load_average
    yield "disk_added", "bytes", course.disk_added_bytes
    yield "streams_cut", "connections", course.streams_cut
    yield "longest_silence", "ms", course.longest_silence_s * 1000
    yield "restarts", "restarts", max(moved, after.restarts - before.restarts)
    yield "files_changed", "trees", int(before.files != after.files)


def _by_way(course: Course, way: str, start_ms: float) -> Iterator[tuple[str, str, float]]:
    found = summary.of(course.records, way)
    yield "requests", "requests", found.requests
    yield "failed", "requests", found.failed
    yield "longest_wait", "ms", found.longest_wait_ms
    yield "reconnects", "connections", found.reconnects
    yield "retries", "requests", found.retries
    if found.gap_ms is not None:
        yield "gap", "ms", found.gap_ms
        yield "gap_over_start", "ms", found.gap_ms - start_ms
