"""The commands of the simulator: sweep, run, replay, timeline, list, rehearse, and the account."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from deploy.errors import Refused
from sim.harm import faults, unfired
from sim.ordering import add as add_sweep
from sim.rehearse.command import add as add_rehearse
from sim.sandbox.command import add as add_host
from sim.shrinking.command import add as add_shrink
from sim.speed import add as add_speed
from sim.stories import repertoire
from sim.stories.run import Run, written
from sim.timeline.command import add as add_timeline


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command; return 0, 1 for a violation, 2 for a request that is none."""
    options = _parser().parse_args(words)
    try:
        return int(options.act(options))
    except Refused as error:
        print(f"refused: {error.reason}\n  next: {error.advice}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted; a deep sweep goes on when it is called again", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sim", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    named = commands.add_parser("list", help="the scenarios and the faults")
    named.set_defaults(act=_list)
    run = commands.add_parser("run", help="one scenario, under a plan of faults if one is given")
    run.add_argument("scenario")
    run.add_argument(
        "--faults", default="", metavar="PLAN", help="like 0.files.write@fetch#1=error"
    )
    run.set_defaults(act=_run)
    again = commands.add_parser("replay", help="the run that an id names, effect by effect")
    again.add_argument("id")
    again.set_defaults(act=_replay)
    add_sweep(commands)
    add_shrink(commands)
    add_rehearse(commands)
    add_host(commands)
    add_speed(commands)
    add_timeline(commands)
    return parser


def _list(_: argparse.Namespace) -> int:
    for name, ends, story in repertoire.listed():
        print(f"{name:30} exit {ends}  {story}")
    print("\nFaults, by the operation they strike (`!` after one: for ever):")
    for op, kinds in faults.KINDS.items():
        crashes = faults.CRASHES if op in faults.CHANGING else ()
        print(f"  {op:22} {' '.join((*kinds, *crashes))}")
    return 0


def _run(options: argparse.Namespace) -> int:
    plan = faults.parse_plan(options.faults)
    return _told(repertoire.tell(options.scenario, plan))


def _replay(options: argparse.Namespace) -> int:
    run = repertoire.replay(options.id)
    print(written(run.trace), end="")
    return _told(run)


def _told(run: Run) -> int:
    print(f"{run.id}: {' then '.join(run.verdicts)}; {run.serves or 'nothing'} serves")
    if run.violation is not None or run.void:
        print(f"VIOLATION {run.violation or unfired.told(run)}")
        return 1
    return 0
