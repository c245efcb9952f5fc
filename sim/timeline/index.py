"""The index: a folder of timelines, and one page that leads to all of them."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from markupsafe import Markup

from sim.timeline import page, recording
from sim.timeline.command import file_name, save
from sim.timeline.line import opening
from sim.timeline.model import Chronicle, State
from sim.timeline.moments import length
from sim.timeline.words import shown

INDEX = "index.html"
FOLDER = "timelines"
STYLES = ("colours.css", "index.css")
SCRIPTS = ("index.js",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One timeline, as the index lists it."""

    id: str
    story: str
    exit: str
    """How its commands ended, in order, as in `crash 1`."""
    verdict: str
    """The oracle that objected, `void`, or `ok`."""
    serves: str
    """What serves in the end."""
    down_s: float
    """For how long there was no good answer, in the worst lane, until the first word was told."""
    effects: int
    href: str

    @property
    def down(self) -> str:
        """That length of time, as one reads it."""
        return length(self.down_s) if self.down_s else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of the fault space of one module was judged."""

    module: str
    cells: int
    judged: int
    waived: int

    @property
    def left(self) -> int:
        """Cells that nobody judged, and nobody waived."""
        return self.cells - self.judged - self.waived

    @property
    def percent(self) -> float:
        """How much of it is settled."""
        return 100 * (self.judged + self.waived) / self.cells if self.cells else 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that the index tells."""

    title: str
    good: bool
    verdict: str
    """What came of the whole sweep, in a few words."""
    figures: tuple[tuple[str, str], ...] = ()
    """What was counted and measured: a name and a value."""
    findings: tuple[Entry, ...] = ()
    """The runs in which an oracle objected."""
    scenarios: tuple[Entry, ...] = ()
    """The clean run of each scenario."""
    coverage: tuple[Coverage, ...] = ()


def pages(folder: Path, ids: Iterable[str], workers: int = 1) -> tuple[Entry, ...]:
    """Write the pages of these runs below a folder; return what the index there says of them."""
    if workers == 1:
        return tuple(_page(folder, run_id) for run_id in ids)
    with ProcessPoolExecutor(workers) as pool:
        return tuple(pool.map(partial(_page, folder), ids, chunksize=10))


def _page(folder: Path, run_id: str) -> Entry:
    chronicle = recording.chronicle(run_id)
    href = f"{FOLDER}/{file_name(run_id)}.html"
    save(folder / href, page.render(chronicle, index=f"../{INDEX}"))
    run = chronicle.run
    broken = f"violation: {run.violation.oracle}" if run.violation else ""
    return Entry(
        id=run.id,
        story=opening(chronicle.story),
        exit=" ".join(run.verdicts) or "none",
        verdict=broken or ("void" if run.void else "ok"),
        serves=shown(run.serves or "nothing"),
        down_s=_down(chronicle),
        effects=len(run.trace),
        href=href,
    )


def _down(chronicle: Chronicle) -> float:
    first = next((each for each in chronicle.tellings if each.exit_code is not None), None)
    until = chronicle.ended if first is None else first.ended
    return max(
        (
            sum(
                min(span.end, until) - span.begin
                for span in lane.spans
                if span.served.state is not State.SERVES and span.begin < until
            )
            for lane in chronicle.lanes
        ),
        default=0.0,
    )


def write(folder: Path, contents: Contents) -> Path:
    """Write the page that leads to all others; return where it lies."""
    style, script = page.style(STYLES), page.script(SCRIPTS)
    text = (
        page.environment()
        .get_template("index.html")
        .render(
            contents=contents,
            total=_total(contents.coverage),
            style=Markup(style),  # noqa: S704 - files of this package
            script=Markup(script),  # noqa: S704 - a file of this package
            policy=page.policy(style, script),
        )
    )
    save(folder / INDEX, text)
    return folder / INDEX


def _total(coverage: Iterable[Coverage]) -> Coverage:
    rows = tuple(coverage)
    return Coverage(
        module="all",
        cells=sum(row.cells for row in rows),
        judged=sum(row.judged for row in rows),
        waived=sum(row.waived for row in rows),
    )
