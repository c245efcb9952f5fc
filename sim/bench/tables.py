"""The figures as tables for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from sim.bench.figures import Figure, find
from sim.bench.place import WAYS
from sim.bench.thresholds import Threshold

MEGABYTE = 1_000_000
BY_WAY = ("requests", "failed", "reconnects", "retries", "longest_wait", "gap", "gap_over_start")
TIMES = ("time", "time_over_start", "alone_over_start")
WHOLE = (*TIMES, "disk_added", "streams_cut", "longest_silence", "load_average")
UNITS = {"longest_wait": "ms", "gap": "ms", "gap_over_start": "ms", "longest_silence": "ms"}
UNITS |= {"time": "s", "time_over_start": "s", "alone_over_start": "s", "disk_added": "MB"}


def of(figures: Sequence[Figure], title: str) -> tuple[Table, ...]:
    """Return a table of what clients noticed, one of the operations, one of the app's start."""
    return (
        _table(f"What clients noticed ({title})", figures, BY_WAY, tuple(WAYS)),
        _table("The operations", figures, WHOLE, ("",)),
        _starts(figures),
    )


def _table(
    title: str, figures: Sequence[Figure], names: Sequence[str], ways: Sequence[str]
) -> Table:
    table = Table(title=title, title_justify="left")
    for name in ("who", "operation", *(("way",) if any(ways) else ())):
        table.add_column(name, no_wrap=True)
    for name in names:
        unit = f"\n{UNITS[name]}" if name in UNITS else ""
        table.add_column(f"{name.replace('_', ' ')}{unit}", justify="right")
    for who, operation in _operations(figures):
        for way in ways:
            found = [find(figures, who, operation, name, way) for name in names]
            table.add_row(who, operation, *([way] if way else []), *map(shown, found))
    return table


def _operations(figures: Sequence[Figure]) -> list[tuple[str, str]]:
    named = [(each.key.who, each.key.operation) for each in figures if each.key.name == "time"]
    return list(dict.fromkeys(named))


def _starts(figures: Sequence[Figure]) -> Table:
    table = Table(title="The app's own start, with nothing else going on", title_justify="left")
    table.add_column("start")
    table.add_column("ms", justify="right")
    for figure in figures:
        if figure.key.operation == "start":
            table.add_row(figure.key.name.replace("_", " "), shown(figure))
    return table


def shown(figure: Figure | None) -> str:
    """Return a median as people read it: three digits or so."""
    if figure is None:
        return ""
    number = figure.median
    if figure.key.unit == "bytes":
        number /= MEGABYTE
    exact = figure.key.unit in ("s", "bytes", "processes")
    return f"{number:.1f}" if exact else f"{number:.0f}"


def of_thresholds(thresholds: Sequence[Threshold]) -> Table:
    """Return a table of what must hold."""
    table = Table(title="What must hold", title_justify="left")
    for column in ("what", "limit", "found", "unit", ""):
        table.add_column(column, justify="right" if column == "found" else "left")
    for each in thresholds:
        found = "not measured" if each.found is None else f"{each.found:.4g}"
        holds = "holds" if each.holds else "[bold red]VIOLATED[/]"
        table.add_row(each.name, each.limit, found, each.unit, holds)
    return table
