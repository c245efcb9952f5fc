"""What a premiere and a sweep came to, as tables for people."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from sim.days.diversity import Diversity
from sim.stories.premiere import Scene
from sim.sweep.coverage import Coverage
from sim.sweep.tally import Tally


def premiere() -> Table:
    """Return an empty table of the acts of a premiere."""
    table = Table(title="The real wheel on a simulated host", title_justify="left")
    for column in ("what was asked", "exit", "then serves", "virtual s", "why"):
        table.add_column(column, justify="right" if column in ("exit", "virtual s") else "left")
    return table


def act(scene: Scene) -> tuple[str, ...]:
    """Return the row of one act."""
    report = scene.told.report
    why = scene.told.message
    if report is not None:
        why = report.reason or f"dependencies: {report.dependencies}"
    serves = (scene.serves or "nothing")[:12]
    return scene.title, str(scene.told.exit_code), serves, f"{scene.seconds:.1f}", why


def endings(tally: Tally) -> Table:
    """Return what the faults led to, by the operation they struck.

    After a crash the deployer recovers, and the oracles judge that instead. A first deployment
    that fails has nothing to go back to: it ends with 3, the host clean.
    """
    words = ("0", "1", "2", "3", "crash")
    headings = ("0 done", "1 went back", "2 refused", "3 person", "crash")
    table = _table("What the faults led to, by the operation struck", "operation", "runs", headings)
    rows: dict[str, list[int]] = {}
    for (_, op, verdicts), number in sorted(tally.endings.items()):
        row = rows.setdefault(op, [0] * 6)
        row[0] += number
        for place, verdict in enumerate(words, 1):
            if verdicts.partition(" ")[0] == verdict:  # none where an oracle broke in with its own
                row[place] += number
    for op, row in sorted(rows.items()):
        table.add_row(op, *map(str, row))
    return table


def coverage(found: Coverage) -> Table:
    """Return the cells of the fault space by module: how many there are, and were judged."""
    headings = ("cells", "judged", "waived", "unjudged")
    table = _table("The fault space, by the module that is struck", "module", "sites", headings)
    for row in found.rows:
        numbers = (row.sites, row.cells, row.judged, row.waived, row.unjudged)
        table.add_row(row.module, *map(str, numbers))
    return table


def lives(found: Diversity) -> Table:
    """Return what the lives of hosts really had in them."""
    table = Table(title="What the lives of hosts had in them", title_justify="left")
    table.add_column("what", no_wrap=True)
    table.add_column("how often")
    for what, often in found.rows():
        table.add_row(what, often)
    return table


def _table(title: str, first: str, second: str, others: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first, no_wrap=True)
    for column in (second, *others):
        table.add_column(column, justify="right")
    return table
