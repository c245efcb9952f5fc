"""The account of a premiere and a sweep: for people on the terminal, for machines as JSON."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sim.reports import pages, progress, showing, summary
from sim.reports.summary import Account
from sim.stories import premiere, repertoire
from sim.stories.premiere import Scene
from sim.stories.run import written
from sim.sweep import checkpoint, coverage, pool, survey, twice
from sim.sweep.shares import Shares
from sim.sweep.tally import Tally

SHOWN_MAX = 5
"""So many of what an objection is about stand on the terminal; the summary has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to give an account of."""

    wheel: bytes | None
    names: tuple[str, ...]
    """The scenarios to sweep; none means all."""
    shares: Shares
    workers: int
    reports: Path
    gated: bool = False
    """Nothing less than a proof will do."""
    resumes: bool = False
    """A sweep that was interrupted goes on where it was."""
    keeps_going: bool = False
    """A sweep goes on past its findings and has them all."""
    paged: bool = False
    """Write a page of each story, and an index that leads to all of them."""


def give(order: Order, console: Console) -> int:
    """Play, sweep, tell and write it down; return 1 at the first violated oracle.

    Where it is gated, 1 also for what nobody has judged.
    """
    account = _gathered(order, console)
    console.print(showing.endings(account.tally))
    if account.coverage is not None:
        console.print(showing.coverage(account.coverage))
        console.print(showing.lives(account.lives))
    document = summary.document(account, seed=order.shares.seed, workers=order.workers)
    path = order.reports / "summary.json"
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    if order.paged:
        names = order.names or repertoire.names()
        index = pages.write(order.reports, account, document, names, order.workers)
        console.print(f"To look at: {index}", soft_wrap=True)
    console.print(f"{summary.sentence(document)} Written to {path}")
    return _judged(order, console, account)


def _gathered(order: Order, console: Console) -> Account:
    began = time.monotonic()
    order.reports.mkdir(parents=True, exist_ok=True)
    scenes = [] if order.wheel is None else _play(order, console)
    if any(scene.violation is not None for scene in scenes):
        return Account(scenes=scenes, seconds=time.monotonic() - began)
    tally = _without_faults(order)
    if not tally.findings:
        tally = _sweep(order, console)
    whole = order.shares.covers and not order.names and not tally.findings
    return Account(
        scenes=scenes,
        tally=tally,
        coverage=coverage.of(survey.stories(), tally.judged) if whole else None,
        differing=twice.differing(tally.sample, order.workers),
        seconds=time.monotonic() - began,
    )


def _judged(order: Order, console: Console, account: Account) -> int:
    """Tell what stands against it; return the exit code."""
    failed = account.failed
    if failed is not None:
        console.print(f"[bold red]VIOLATION[/] in the premiere: {failed.title}: {failed.violation}")
    for kind in account.tally.kinds()[:SHOWN_MAX]:
        often = f" ({kind.often} runs)" if kind.often > 1 else ""
        console.print(f"[bold red]VIOLATION[/] {kind.first.what}{often}", highlight=False)
        console.print(f"replay it: python -m sim replay '{kind.first.id}'", soft_wrap=True)
    path = order.reports / "findings.txt"
    path.unlink(missing_ok=True)  # of an earlier sweep
    if len(account.tally.findings) > 1:
        lines = (f"{each.id}\t{each.what}\n" for each in account.tally.findings)
        path.write_text("".join(lines), encoding="utf-8")
        console.print(f"All {len(account.tally.findings)} findings: {path}", soft_wrap=True)
    for objection in account.objections:
        console.print(f"[bold]{'NO PROOF' if order.gated else 'no proof'}[/]: {objection.what}")
        for thing in objection.about[:SHOWN_MAX]:
            console.print(f"  {thing}", highlight=False, soft_wrap=True)
        if len(objection.about) > SHOWN_MAX:
            console.print(f"  and {len(objection.about) - SHOWN_MAX} more, see the summary")
    failing = failed is not None or account.tally.findings or account.differing
    return 1 if failing or (order.gated and account.objections) else 0


def _play(order: Order, console: Console) -> list[Scene]:
    assert order.wheel is not None
    table, scenes = showing.premiere(), []
    for number, scene in enumerate(premiere.play(order.wheel), 1):
        (order.reports / f"rehearsal-{number}.trace").write_text(scene.trace, encoding="utf-8")
        table.add_row(*showing.act(scene))
        scenes.append(scene)
    console.print(table)
    return scenes


def _without_faults(order: Order) -> Tally:
    """Run each scenario without faults and write its trace: the same bytes on every machine.

    What is broken without any fault is found here, before the states that others begin from.
    """
    tally, folder = Tally(), order.reports / "traces"
    folder.mkdir(exist_ok=True)
    for name in order.names or repertoire.names():
        run = repertoire.tell(name)
        (folder / f"{name}.trace").write_text(written(run.trace), encoding="utf-8")
        tally.count(run)
        if tally.findings:
            break
    return tally


def _sweep(order: Order, console: Console) -> Tally:
    chunks = repertoire.chunks(order.names or repertoire.names(), order.shares)
    left_off = None
    if order.resumes:
        about = (order.shares, order.names, order.keeps_going)
        left_off = checkpoint.begin(order.reports / "checkpoint", *about)
    with progress.shown(console) as tell:
        return pool.swept(chunks, order.workers, tell, left_off, keep_going=order.keeps_going)
