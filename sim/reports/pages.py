"""The pages of an account: an index, and the timeline of every clean run and every finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sim.reports.summary import Account
from sim.sweep.coverage import Row
from sim.timeline import index
from sim.timeline.index import Contents, Coverage

TITLE = "What the simulator says of this deployer"
FIGURES = {
    "runs": "runs",
    "pairs": "of two faults",
    "alike": "known from another run",
    "violations": "violations",
    "void": "void",
    "cells": "cells of the fault space",
    "cells_unjudged": "unjudged",
    "told_twice": "told twice",
    "told_unlike": "told unlike",
    "deployments": "deployments",
    "effects": "effects",
    "seconds": "seconds",
    "seed": "seed",
    "trace_digest": "digest of all traces",
}
"""What of a summary the index shows, and in which words."""


def write(
    folder: Path,
    account: Account,
    summary: Mapping[str, object],
    names: Iterable[str],
    workers: int,
) -> Path:
    """Write the index and the timelines of these stories; return where the index lies."""
    objections = account.objections
    good = not (account.violations or account.tally.void or objections)
    verdict = "; ".join(each.what for each in objections) or "nothing stands against it"
    return index.write(
        folder,
        Contents(
            title=TITLE,
            good=good,
            verdict=verdict if account.coverage is not None else "a share of the fault space",
            figures=tuple((word, str(summary[key])) for key, word in FIGURES.items()),
            findings=index.pages(folder, (finding.id for finding in account.tally.findings)),
            scenarios=index.pages(folder, names, workers),
            coverage=tuple(map(_row, () if account.coverage is None else account.coverage.rows)),
        ),
    )


def _row(row: Row) -> Coverage:
    return Coverage(module=row.module, cells=row.cells, judged=row.judged, waived=row.waived)
