"""The commands that sweep: how much is ordered, in words."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from deploy.errors import Refused
from sim.reports import account
from sim.stories import repertoire
from sim.sweep import pool
from sim.sweep.shares import DEEP, FAST, USUAL, Shares

REPORTS = Path("reports/deploy-sim")

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name


def add(commands: Commands) -> None:
    """Add the commands `sweep` and `main`."""
    for name, text in (
        ("sweep", "every fault of every scenario"),
        ("main", "the real wheel deployed and rolled back, then the sweep"),
    ):
        command = commands.add_parser(name, help=text)
        size = command.add_mutually_exclusive_group()
        size.add_argument("--fast", action="store_true", help="a small share, for a quick look")
        size.add_argument("--deep", action="store_true", help="everything, however long it takes")
        command.add_argument(
            "--pairs",
            type=float,
            metavar="SHARE",
            help="of all pairs of faults in small worlds, from 0 to 1",
        )
        command.add_argument(
            "--gate",
            action="store_true",
            help="fail too where anything was left unjudged",
        )
        command.add_argument(
            "--afresh", action="store_true", help="begin again, whatever was done before"
        )
        command.add_argument(
            "--keep-going", action="store_true", help="past a finding: tell all of them at the end"
        )
        command.add_argument("--seed", type=int, default=1, help="which share of it")
        command.add_argument("--workers", type=int, default=pool.cores(), metavar="N")
        command.add_argument("--scenario", action="append", metavar="NAME", help="only this one")
        command.add_argument("--reports", type=Path, default=REPORTS, metavar="DIR")
        command.set_defaults(act=_sweep, wheel=None)
        if name == "main":
            command.add_argument("--wheel", type=Path, required=True)


def _sweep(options: argparse.Namespace) -> int:
    if options.workers < 1:
        raise Refused("there must be a worker", "Leave --workers out, or give 1 or more")
    for name in options.scenario or ():
        repertoire.vet(name)
    shares = _shares(options)
    whole = shares.covers and not options.scenario
    if options.gate and not whole:
        raise Refused(
            "a part of the fault space proves nothing of the rest",
            "Leave --gate out, or leave --fast and --scenario out",
        )
    return account.give(
        account.Order(
            wheel=None if options.wheel is None else _read(options.wheel),
            names=tuple(options.scenario or ()),
            shares=shares,
            workers=options.workers,
            reports=options.reports,
            gated=options.gate,
            paged=options.wheel is not None,
            resumes=options.deep and not options.afresh,
            keeps_going=options.keep_going,
        ),
        Console(),
    )


def _shares(options: argparse.Namespace) -> Shares:
    size = FAST if options.fast else DEEP if options.deep else USUAL
    pairs = size.pairs if options.pairs is None else options.pairs
    if not 0 <= pairs <= 1:
        raise Refused(f"{pairs:g} is no share", "Give one from 0 for none to 1 for all")
    return replace(size, seed=options.seed, pairs=pairs)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = f"the wheel {path} cannot be read: {error.strerror}"
        raise Refused(reason, "Build one: python -m build --wheel") from error
