"""The command of the measurements; it fails where something is not found that is there."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tests.ai_app.bench import cores, telling
from tests.ai_app.bench.course import Course, Plan
from tests.ai_app.bench.figures import Figure
from tests.ai_app.serving import ONE_THREAD

WIDTH = 220
"""Of what is written to a file, such as the log of a CI job."""
EXACT = 1.0
OF_THE_SERVICE = "recommend"


def main(words: Sequence[str], plan: Plan | None = None) -> int:
    """Measure; return 0, or 1 where a recommendation was not one of the best.

    Libraries read how many threads they may have when they are loaded: where that is not one, all
    is done by another process.
    """
    options = parser().parse_args(words)
    if any(os.environ.get(name) != count for name, count in ONE_THREAD.items()):
        command = (sys.executable, "-m", "tests.ai_app.bench", *words)
        return subprocess.call(command, env={**os.environ, **ONE_THREAD})
    return run(options, planned(options, plan or Plan()))


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    made = argparse.ArgumentParser(prog="nox -s bench-api --", description=__doc__)
    made.add_argument(
        *("--mentors", "--size"), type=positive, nargs="+", metavar="N", help="10000 and 100000"
    )
    made.add_argument(
        "--hnsw-max", type=int, metavar="N", help="no HNSW index for more; it takes minutes"
    )
    made.add_argument("--rounds", type=positive, metavar="N", help="of each request")
    made.add_argument("--json", type=Path, metavar="FILE", help="write all figures there, too")
    return made


def positive(word: str) -> int:
    """Return a number of one or more; raise `ValueError` for anything else."""
    number = int(word)
    if number < 1:
        raise ValueError(word)
    return number


def planned(options: argparse.Namespace, plan: Plan) -> Plan:
    """Return a plan with what the options say in place of its own."""
    told = {
        "sizes": options.mentors and tuple(options.mentors),
        "hnsw_max": options.hnsw_max,
        "rounds": options.rounds,
    }
    return replace(plan, **{name: value for name, value in told.items() if value is not None})


def run(options: argparse.Namespace, plan: Plan) -> int:
    """Measure as the options say, tell, and write it down."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    with tempfile.TemporaryDirectory(prefix="bench-api-") as place, cores.apart() as core:
        course = Course(plan, Path(place), lambda said: console.print(f"... {said}"), core=core)
        figures = list(course.figures())
    about = {"machine": platform.machine(), "cores": os.cpu_count(), "python": sys.version}
    title = f"The service beside its floors; one thread each, {plan.rounds} rounds"
    console.print(telling.table_of(figures, title))
    if options.json is not None:
        telling.write(figures, about, options.json)
    wrong = [each for each in figures if is_wrong(each)]
    count = Counter(each.verdict for each in figures)
    console.print(
        f"{count['met']} aims were met, {count['in proportion']} in proportion to this machine, "
        f"{count['missed']} missed; {len(wrong)} recommendations were not the best"
    )
    return 1 if wrong else 0


def is_wrong(figure: Figure) -> bool:
    """Say whether the service recommended another than the best; others may, for they guess."""
    found = figure.recall
    return figure.name.startswith(OF_THE_SERVICE) and found is not None and found < EXACT
