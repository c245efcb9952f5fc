"""The command `timeline`: what happened in a run, on the terminal or as a page."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from deploy.errors import Refused
from sim.timeline import page, recording, text

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name

FOLDER = Path("reports/timelines")
NAME_MAX = 120
"""A plan may be long, the name of a file may not."""


def add(commands: Commands) -> None:
    """Add the command to those of the simulator."""
    told = (
        "what happened in the run that an id names, what was served meanwhile, and why it ended so"
    )
    found = commands.add_parser("timeline", help=told, description=told)
    found.set_defaults(act=carry_out)
    found.add_argument("id", help="as a sweep or a replay prints it")
    found.add_argument(
        "--html",
        type=Path,
        nargs="?",
        const=FOLDER,
        metavar="FILE",
        help=f"write one HTML page instead; without FILE into {FOLDER}/",
    )


def carry_out(options: argparse.Namespace) -> int:
    """Show a run; return 0 however it ended, for it is shown and not judged."""
    chronicle = recording.chronicle(options.id)
    if options.html is None:
        width = None if sys.stdout.isatty() else text.WIDTH
        text.write(chronicle, Console(width=width, highlight=False))
        return 0
    given: Path = options.html
    path = given / f"{file_name(options.id)}.html" if given == FOLDER else given
    save(path, page.render(chronicle))
    print(f"written to {path}")
    return 0


def file_name(run_id: str) -> str:
    """Return the name of a file for a run: what a shell or a browser minds is left out."""
    plain = re.sub(r"[^A-Za-z0-9._=-]+", "_", run_id).strip("_.")
    return plain[:NAME_MAX] or "run"


def save(path: Path, content: str) -> None:
    """Write a page; what no encoding can hold stands there written out."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        reason = f"the page cannot be written to {path}: {error.strerror}"
        raise Refused(reason, "Give --html FILE in a directory of yours") from error
