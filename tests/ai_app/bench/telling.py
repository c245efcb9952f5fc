"""Tells figures: as a table for people, and as JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.table import Table

from tests.ai_app.bench.figures import Figure

COLUMNS = (
    "what",
    "figure",
    "least",
    "p99",
    "unit",
    "aim",
    "aim here",
    "",
    "recall",
    "floor",
    "x floor",
    "note",
)
LEFT = {"what", "unit", "", "note"}
LEAST = (100, 10, 1)
"""From here on a number is told with no place after the point, with one, with two."""
COLOURS = {
    "met": "[green]met[/]",
    "in proportion": "[green]in proportion[/]",
    "missed": "[bold red]missed[/]",
    "": "",
}


def table_of(figures: Sequence[Figure], title: str) -> Table:
    """Return a table, a row for each."""
    table = Table(title=title, title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column in LEFT else "right")
    for each in figures:
        table.add_row(
            each.name,
            digits(each.figure),
            digits(each.least),
            digits(each.p99),
            each.unit,
            bound(each, each.aim),
            bound(each, each.aim_here),
            COLOURS[each.verdict],
            "" if each.recall is None else f"{each.recall:.3f}",
            digits(None if each.floor is None else each.floor.figure),
            digits(each.ratio),
            note_of(each),
        )
    return table


def write(figures: Sequence[Figure], about: Mapping[str, object], path: Path) -> None:
    """Write the figures as JSON."""
    document = {**about, "figures": [each.document() for each in figures]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def note_of(figure: Figure) -> str:
    """Return what else is to be said of a figure."""
    by = figure.yardstick
    floor = "" if figure.floor is None else f"floor: {figure.floor.name}"
    here = "" if by is None else f"here {digits(by.slowness)} times slower: {by.name}"
    return "; ".join(said for said in (figure.note, floor, here) if said)


def bound(figure: Figure, aim: float | None) -> str:
    """Return what was aimed at, as people read it."""
    if aim is None:
        return ""
    return f"{'≥' if figure.more_is_better else '≤'} {float(f'{aim:.3g}'):g}"


def digits(number: float | None) -> str:
    """Return a number with about three digits; empty where there is none."""
    if number is None:
        return ""
    places = next((n for n, least in enumerate(LEAST) if abs(number) >= least), len(LEAST))
    return f"{number:,.{places}f}"
