"""The account of a premiere and a sweep: for people on the terminal, for machines as JSON."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sim import premiere, repertoire, showing
from sim.premiere import Scene
from sim.run import written
from sim.sweep import checkpoint, coverage, gate, pool, survey, twice
from sim.sweep.coverage import Coverage
from sim.sweep.gate import Objection
from sim.sweep.shares import Shares
from sim.sweep.tally import Tally


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What all of it came to."""

    scenes: list[Scene]
    tally: Tally
    coverage: Coverage | None
    """None where not everything was swept: a share covers nothing."""
    differing: Mapping[str, str]
    seconds: float

    @property
    def failed(self) -> Scene | None:
        """The act of the premiere that broke an oracle, if one did."""
        return next((scene for scene in self.scenes if scene.violation is not None), None)

    @property
    def objections(self) -> list[Objection]:
        """What stands against calling it a proof."""
        if self.coverage is None:
            return []
        return list(gate.objections(self.tally, self.coverage, self.differing))


def give(order: Order, console: Console) -> int:
    """Play, sweep, tell and write it down; return 1 at the first violated oracle.

    Where it is gated, 1 also for what nobody has judged.
    """
    began = time.monotonic()
    order.reports.mkdir(parents=True, exist_ok=True)
    scenes = [] if order.wheel is None else _play(order, console)
    tally, differing, covered = Tally(), dict[str, str](), None
    if all(scene.violation is None for scene in scenes):
        tally = _without_faults(order)
        if not tally.findings:
            tally = _sweep(order, console)
            differing = twice.differing(tally.sample)
            covered = coverage.of(survey.stories(), tally.judged) if order.shares.covers else None
        console.print(showing.endings(tally))
    seconds = time.monotonic() - began
    return _close(
        order,
        console,
        Account(
            scenes=scenes,
            tally=tally,
            coverage=None if order.names else covered,
            differing=differing,
            seconds=seconds,
        ),
    )


def _close(order: Order, console: Console, account: Account) -> int:
    if account.coverage is not None:
        console.print(showing.coverage(account.coverage))
    summary = _summary(order, account)
    path = order.reports / "summary.json"
    path.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    console.print(_closing(summary, path))
    failed = account.failed
    if failed is not None:
        console.print(f"[bold red]VIOLATION[/] in the premiere: {failed.title}: {failed.violation}")
    for finding in account.tally.findings[:1]:
        console.print(f"[bold red]VIOLATION[/] {finding.what}", highlight=False)
        console.print(f"replay it: python -m sim replay '{finding.id}'", soft_wrap=True)
    for objection in account.objections:
        console.print(f"[bold]{'NO PROOF' if order.gated else 'no proof'}[/]: {objection.what}")
        for shown in objection.shown:
            console.print(f"  {shown}", highlight=False, soft_wrap=True)
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
    chunks = list(repertoire.chunks(order.names or repertoire.names(), order.shares))
    left_off = None
    if order.resumes:
        left_off = checkpoint.begin(order.reports / "checkpoint", order.shares, order.names)
    columns = (
        TextColumn("sweeping every fault"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[runs]:,} runs, {task.fields[pairs]:,} of two faults"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("chunks", total=len(chunks), runs=0, pairs=0)
        return pool.swept(
            chunks,
            order.workers,
            lambda done, tally: progress.update(
                bar, completed=done, runs=tally.runs, pairs=tally.pairs
            ),
            left_off,
        )


def _summary(order: Order, account: Account) -> dict[str, object]:
    tally, found = account.tally, account.coverage
    by_scenario: dict[str, int] = {}
    for (name, _, _), number in tally.endings.items():
        by_scenario[name] = by_scenario.get(name, 0) + number
    broken = sum(scene.violation is not None for scene in account.scenes)
    return {
        "runs": tally.runs,
        "pairs": tally.pairs,
        "alike": tally.alike,
        "violations": len(tally.findings) - tally.void + broken,
        "void": tally.void,
        "told_twice": len(tally.sample),
        "told_unlike": len(account.differing),
        "cells": 0 if found is None else found.cells,
        "cells_unjudged": 0 if found is None else len(found.unjudged),
        "objections": [objection.what for objection in account.objections],
        "effects": tally.effects,
        "seconds": round(account.seconds, 2),
        "deployments": tally.deployments,
        "deployments_per_second": round(tally.deployments / tally.busy_s, 1) if tally.busy_s else 0,
        "runs_per_second": round(tally.runs / tally.busy_s, 1) if tally.busy_s else 0,
        "scenarios": len(by_scenario),
        "runs_by_scenario": dict(sorted(by_scenario.items())),
        "seed": order.shares.seed,
        "workers": order.workers,
        "trace_digest": tally.digest,
        "rehearsal": premiere.summary_of(account.scenes),
    }


def _closing(summary: dict[str, object], path: Path) -> str:
    return (
        f"{summary['runs']} runs of {summary['scenarios']} scenarios in {summary['seconds']} s: "
        f"{summary['violations']} violations, {summary['void']} void; "
        f"{summary['runs_per_second']} runs per second and core; {summary['deployments']} "
        f"deployments, {summary['effects']} effects. Written to {path}"
    )
