"""The account of a premiere and a sweep: for people on the terminal, for machines as JSON."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sim import pool, premiere, repertoire
from sim.premiere import Scene
from sim.run import written
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


def give(order: Order, console: Console) -> int:
    """Play, sweep, tell and write it down; return 1 at the first violated oracle."""
    began = time.monotonic()
    order.reports.mkdir(parents=True, exist_ok=True)
    scenes = [] if order.wheel is None else _play(order, console)
    failed = next((scene for scene in scenes if scene.violation is not None), None)
    tally = Tally()
    if failed is None:
        tally = _without_faults(order)
        if not tally.findings:
            tally = _sweep(order, console)
        _tell(tally, console)
    seconds = time.monotonic() - began
    summary = _summary(order, scenes, tally, seconds)
    path = order.reports / "summary.json"
    path.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    console.print(_closing(summary, path))
    if failed is not None:
        console.print(f"[bold red]VIOLATION[/] in the premiere: {failed.title}: {failed.violation}")
    for finding in tally.findings[:1]:
        console.print(f"[bold red]VIOLATION[/] {finding.what}", highlight=False)
        console.print(f"replay it: python -m sim replay '{finding.id}'", soft_wrap=True)
    return 1 if failed is not None or tally.findings else 0


def _play(order: Order, console: Console) -> list[Scene]:
    assert order.wheel is not None
    table = Table(title="The real wheel on a simulated host", title_justify="left")
    for column in ("what was asked", "exit", "then serves", "virtual s", "why"):
        table.add_column(column, justify="right" if column in ("exit", "virtual s") else "left")
    scenes = []
    for number, scene in enumerate(premiere.play(order.wheel), 1):
        (order.reports / f"rehearsal-{number}.trace").write_text(scene.trace, encoding="utf-8")
        table.add_row(
            scene.title,
            str(scene.told.exit_code),
            (scene.serves or "nothing")[:12],
            f"{scene.seconds:.1f}",
            _why(scene),
        )
        scenes.append(scene)
    console.print(table)
    return scenes


def _why(scene: Scene) -> str:
    report = scene.told.report
    if report is None:
        return scene.told.message
    return report.reason or f"dependencies: {report.dependencies}"


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
    columns = (
        TextColumn("sweeping every fault"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("runs", total=sum(map(len, chunks)))
        return pool.swept(
            chunks, order.workers, lambda tally: progress.update(bar, completed=tally.runs)
        )


def _tell(tally: Tally, console: Console) -> None:
    """Print what the faults led to, by the operation they struck.

    After a crash the deployer recovers, and the oracles judge that instead. A first deployment
    that fails has nothing to go back to: it ends with 3, the host clean.
    """
    table = Table(title="What the faults led to, by the operation struck", title_justify="left")
    endings = ("0 done", "1 went back", "2 refused", "3 person", "crash")
    for column in ("operation", "runs", *endings):
        is_name = column == "operation"
        table.add_column(column, justify="left" if is_name else "right", no_wrap=is_name)
    rows: dict[str, list[int]] = {}
    for (_, op, verdicts), number in sorted(tally.endings.items()):
        row = rows.setdefault(op, [0] * 6)
        row[0] += number
        for place, verdict in enumerate(("0", "1", "2", "3", "crash"), 1):
            if verdicts.partition(" ")[0] == verdict:  # none where an oracle broke in with its own
                row[place] += number
    for op, row in sorted(rows.items()):
        table.add_row(op, *map(str, row))
    console.print(table)


def _summary(order: Order, scenes: list[Scene], tally: Tally, seconds: float) -> dict[str, object]:
    by_scenario: dict[str, int] = {}
    for (name, _, _), number in tally.endings.items():
        by_scenario[name] = by_scenario.get(name, 0) + number
    return {
        "runs": tally.runs,
        "violations": len(tally.findings) - tally.void + sum(bool(s.violation) for s in scenes),
        "void": tally.void,
        "effects": tally.effects,
        "seconds": round(seconds, 2),
        "deployments": tally.deployments,
        "deployments_per_second": round(tally.deployments / tally.busy_s, 1) if tally.busy_s else 0,
        "scenarios": len(by_scenario),
        "runs_by_scenario": dict(sorted(by_scenario.items())),
        "seed": order.shares.seed,
        "workers": order.workers,
        "trace_digest": tally.digest,
        "rehearsal": premiere.summary_of(scenes),
    }


def _closing(summary: dict[str, object], path: Path) -> str:
    return (
        f"{summary['runs']} runs of {summary['scenarios']} scenarios in {summary['seconds']} s: "
        f"{summary['violations']} violations, {summary['void']} void; "
        f"{summary['deployments']} deployments, {summary['deployments_per_second']} per second and "
        f"core; {summary['effects']} effects. Written to {path}"
    )
