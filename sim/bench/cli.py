"""The command of the measurements; it fails where a threshold does not hold."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from deploy.errors import Refused
from sim.bench import building, document, machine, rounds, tables, thresholds
from sim.bench.figures import Sheet
from sim.bench.place import furnish
from sim.bench.rounds import Measured, Rounds
from sim.sandbox import host, parts

OUTPUT = Path("reports/bench.json")
ROUNDS_MAX = 20
WIDTH = 132
"""Of what is written to a file, such as the log of a CI job."""


def main(words: Sequence[str] | None = None) -> int:
    """Measure; return 0, 1 for a threshold that does not hold, 2 where nothing was measured."""
    options = parser().parse_args(words)
    try:
        return run(options, Console(width=None if sys.stdout.isatty() else WIDTH))
    except Refused as error:
        print(f"refused: {error.reason}\n  next: {error.advice}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    made = argparse.ArgumentParser(prog="python -m sim.bench", description=__doc__)
    made.add_argument("--rounds", type=int, default=3, metavar="N", help="medians over these")
    made.add_argument("--quick", action="store_true", help="one round of the shorter operations")
    made.add_argument("--output", type=Path, default=OUTPUT, metavar="FILE")
    made.add_argument("--wheel", type=Path, help="the real wheel; without it, this checkout's")
    return made


def run(options: argparse.Namespace, console: Console) -> int:
    """Measure as the options say, tell, and write it down."""
    if not 1 <= options.rounds <= ROUNDS_MAX:
        raise Refused(f"{options.rounds} rounds cannot be measured", f"Give 1 to {ROUNDS_MAX}")
    names = rounds.QUICK if options.quick else rounds.ALL
    count = 1 if options.quick else options.rounds
    sheet = Sheet()
    about, measured = _measure(_wheel(options.wheel), names, count, sheet, console)
    figures = sheet.figures()
    judged = thresholds.judge(figures, names)
    title = f"{machine.today()}, {about['cores']} cores, medians of {count}"
    for table in (*tables.of(figures, title), tables.of_thresholds(judged)):
        console.print(table)
    whole = {
        "date": machine.today(),
        "commit": machine.commit(),
        "machine": about,
        "rounds": count,
    }
    document.write(options.output, document.of(whole, figures, judged, measured))
    violated = sum(not each.holds for each in judged)
    console.print(f"{violated} of {len(judged)} thresholds violated. Written to {options.output}")
    return 1 if violated else 0


def _measure(
    content: bytes, names: tuple[str, ...], count: int, sheet: Sheet, console: Console
) -> tuple[dict[str, object], list[Measured]]:
    found = parts.find()
    with ExitStack() as stack:
        ours, theirs = (furnish(stack.enter_context(host.host(found)), content) for _ in range(2))
        course = Rounds(ours, theirs, sheet, console.print)
        for number in range(count):
            # A slow operation waits for settings, mostly: one round of it says all.
            course.once(names if number == 0 else rounds.QUICK)
        return machine.facts(ours.host), course.measured


def _wheel(path: Path | None) -> bytes:
    if path is None:
        with tempfile.TemporaryDirectory() as folder:
            return building.wheel(Path(folder))
    try:
        return path.read_bytes()
    except OSError as error:
        reason = f"the wheel {path} cannot be read: {error.strerror}"
        raise Refused(reason, "Build one: python -m build --wheel") from error
