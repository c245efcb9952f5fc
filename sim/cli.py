"""The commands of the simulator: sweep, run, replay, list, rehearse, and the whole account."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from deploy.errors import Refused
from sim import account, faults, repertoire
from sim.rehearse.command import add as add_rehearse
from sim.run import Run, written
from sim.sandbox.command import add as add_host
from sim.sweep import pool, shares

REPORTS = Path("reports/deploy-sim")


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command; return 0, 1 for a violation, 2 for a request that is none."""
    options = _parser().parse_args(words)
    try:
        return int(options.act(options))
    except Refused as error:
        print(f"refused: {error.reason}\n  next: {error.advice}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted; the same command with the same seed begins again", file=sys.stderr)
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
    for name, text in (
        ("sweep", "every fault of every scenario"),
        ("main", "the real wheel deployed and rolled back, then the sweep"),
    ):
        command = commands.add_parser(name, help=text)
        size = command.add_mutually_exclusive_group()
        size.add_argument("--fast", action="store_true", help="a small share, for a quick look")
        size.add_argument("--deep", action="store_true", help="everything, however long it takes")
        command.add_argument("--seed", type=int, default=1, help="which share of it")
        command.add_argument("--workers", type=int, default=pool.cores(), metavar="N")
        command.add_argument("--scenario", action="append", metavar="NAME", help="only this one")
        command.add_argument("--reports", type=Path, default=REPORTS, metavar="DIR")
        command.set_defaults(act=_sweep, wheel=None)
        if name == "main":
            command.add_argument("--wheel", type=Path, required=True)
    add_rehearse(commands)
    add_host(commands)
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
        print(f"VIOLATION {run.violation or 'void: a planned fault never fired'}")
        return 1
    return 0


def _sweep(options: argparse.Namespace) -> int:
    size = shares.FAST if options.fast else shares.DEEP if options.deep else shares.USUAL
    if options.workers < 1:
        raise Refused("there must be a worker", "Leave --workers out, or give 1 or more")
    content = None if options.wheel is None else _read(options.wheel)
    for name in options.scenario or ():
        repertoire.vet(name)
    return account.give(
        account.Order(
            wheel=content,
            names=tuple(options.scenario or ()),
            shares=replace(size, seed=options.seed),
            workers=options.workers,
            reports=options.reports,
        ),
        Console(),
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = f"the wheel {path} cannot be read: {error.strerror}"
        raise Refused(reason, "Build one: python -m build --wheel") from error
