"""The command `shrink`: its words, what it shows while it searches, and what it found."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from rich.console import Console

from deploy.errors import Refused
from sim.harm import unfired
from sim.shrinking.shrinking import Failure, Removal, removals, shrunk
from sim.shrinking.trying import Trials, is_steady
from sim.stories import repertoire
from sim.stories.run import Run, identify

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name


def add(commands: Commands) -> None:
    """Add the command to those of the simulator."""
    text = "from the id of a run that fails to the simplest that still fails in the same way"
    found = commands.add_parser("shrink", help=text, description=text)
    found.set_defaults(act=carry_out)
    found.add_argument("id")
    found.add_argument("--any", action="store_true", help="any violation counts, not only the same")


def carry_out(options: argparse.Namespace) -> int:
    """Shrink; return 1 with the simplest failure, 0 where nothing fails; refuse what is void."""
    began = time.monotonic()
    run = repertoire.replay(options.id)
    if run.void:
        raise Refused(f"{run.id} is {unfired.told(run)}", "An id belongs to its commit")
    if not is_steady(run):
        print(f"VIOLATION {run.id} does not come out the same twice: mend that first")
        return 1
    if run.violation is None:
        print(f"{run.id} does not fail: {' then '.join(run.verdicts)}")
        return 0
    print(f"{run.id}\nVIOLATION {run.violation}\n")
    begin = Failure(run.scenario, run.plan)
    with Console(stderr=True).status("running") as status:  # nothing where this is no terminal
        trials = Trials(
            None if options.any else run.violation.oracle,
            lambda runs: status.update(f"{runs} runs in {time.monotonic() - began:.0f} s"),
        )
        found = shrunk(begin, trials, lambda line: print(line, flush=True))
        left = removals(found, trials)
    _tell(repertoire.tell(found.name, found.plan), left)
    print(f"{trials.runs} runs in {time.monotonic() - began:.1f} s")
    return 1


def _tell(run: Run, left: list[Removal]) -> None:
    print("\nNothing of it can be left out:" if left else "\nThere is nothing in it to leave out.")
    for removal in left:
        print(f"  without {removal.what}: {removal.came}")
    assert not any(removal.is_same for removal in left), "a search must not end before its end"
    if not is_steady(run):
        print("VIOLATION what was found does not come out the same twice", file=sys.stderr)
    run_id = identify(run.scenario, run.plan)
    print(f"\n{run_id}\nVIOLATION {run.violation}")
    print(f"replay it: python -m sim replay '{run_id}'")
    print(f"look at it: python -m sim timeline '{run_id}'")
