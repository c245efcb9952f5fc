"""The measurements as JSON: every figure with its unit, its median and all its rounds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.bench import summary
from sim.bench.figures import Figure
from sim.bench.operation import Course
from sim.bench.place import WAYS
from sim.bench.rounds import Measured
from sim.bench.thresholds import Threshold


def of(
    about: Mapping[str, object],
    figures: Sequence[Figure],
    thresholds: Sequence[Threshold],
    measured: Sequence[Measured],
) -> dict[str, object]:
    """Return the whole document; the courses are there to find a cause in."""
    return {
        **about,
        "figures": [figure.document() for figure in figures],
        "thresholds": [threshold.document() for threshold in thresholds],
        "courses": [_course(each) for each in measured],
    }


def _course(measured: Measured) -> dict[str, object]:
    course = measured.course
    return {
        "who": measured.who,
        "operation": measured.operation,
        "seconds": round(course.seconds, 3),
        "turn_s": {way: _turn(course, way) for way in WAYS},
        "failures": summary.failures(course.records, course.began_s),
        "log": list(measured.log),
    }


def _turn(course: Course, way: str) -> list[float] | None:
    """Return the moments around the gap, in seconds since the operation began."""
    found = summary.turn([record for record in course.records if record.way == way])
    return None if found is None else [round(at - course.began_s, 3) for at in found]


def write(path: Path, document: Mapping[str, object]) -> None:
    """Write a document, its directory too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
