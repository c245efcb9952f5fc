"""The progress of a sweep: a bar on a terminal, and where there is none a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sim.sweep.tally import Tally

LINE_S = 60.0
"""So often a log gets a line: whoever waits an hour for a machine sees that it goes on."""
Told = Callable[[int, int | None, Tally], None]
"""Is told how many chunks are done, of how many, None until that is known, and what they are."""


@contextmanager
def shown(console: Console, clock: Callable[[], float] = time.monotonic) -> Iterator[Told]:
    """Give what shows how far a sweep has come."""
    if not console.is_terminal:
        yield _lines(console, clock)
        return
    columns = (
        TextColumn("sweeping every fault"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[runs]:,} runs, {task.fields[pairs]:,} of two faults"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("chunks", total=None, runs=0, pairs=0)

        def tell(done: int, number: int | None, tally: Tally) -> None:
            progress.update(bar, completed=done, total=number, runs=tally.runs, pairs=tally.pairs)

        yield tell


def _lines(console: Console, clock: Callable[[], float]) -> Told:
    told = began = clock()

    def tell(done: int, number: int | None, tally: Tally) -> None:
        nonlocal told
        if (moment := clock()) - told < LINE_S and done != number:
            return
        told = moment
        console.print(
            f"sweeping every fault: {done:,} of {_named(number)} chunks, {tally.runs:,} runs, "
            f"{tally.pairs:,} of two faults, {len(tally.findings)} findings, "
            f"{(moment - began) / 60:.0f} minutes",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )

    return tell


def _named(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"
