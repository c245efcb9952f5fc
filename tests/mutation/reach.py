"""Which runs of the sweep reach which lines of the deployer, recorded once."""

import hashlib
import json
import os
import random
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SEED = 1
FAULTED = 600
"""Runs under a fault that are recorded beside all runs without one."""
KEPT = 60
"""Of those that reach a line, as many are kept: the seed has shuffled them."""
Lines = dict[str, dict[int, list[int]]]
Tracer = Callable[[FrameType, str, Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The runs, clean ones first, and by module and line the places in that list."""

    runs: Sequence[str]
    clean: int
    lines: Mapping[str, Mapping[int, Sequence[int]]]

    def to(self, module: str, lines: tuple[int, int]) -> list[str]:
        """Return the runs that execute one of the lines of a module."""
        known = self.lines.get(module, {})
        found = {run for line in range(lines[0], lines[1] + 1) for run in known.get(line, ())}
        return self._in_turn(found)

    def some(self) -> list[str]:
        """Return runs for what is executed at the import, and so by all."""
        return self._in_turn(range(len(self.runs)))

    def _in_turn(self, places: Iterable[int]) -> list[str]:
        """Name the runs: those without a fault first, which are short, and the long ones last."""
        return sorted((self.runs[place] for place in sorted(places)), key=_is_far)


def _is_far(run: str) -> bool:
    """Say whether a run tells of more than one deployment: it takes ten times as long."""
    return run.startswith(("control.", "days."))


def state(*folders: str) -> str:
    """Return a digest of all sources in some folders of this project."""
    found = hashlib.sha256(f"{SEED} {FAULTED} {KEPT}".encode())
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def recorded(folder: Path, workers: int) -> Reach:
    """Return what the runs reach, as recorded for this state of the sources."""
    path = folder / f"reach-{state('deploy', 'sim')}.json"
    if not path.exists():
        for old in folder.glob("reach-*.json"):
            old.unlink()
        path.write_text(json.dumps(_recorded(workers)), encoding="utf-8")
    found = json.loads(path.read_text(encoding="utf-8"))
    return Reach(
        runs=found["runs"],
        clean=found["clean"],
        lines={
            module: {int(line): runs for line, runs in lines.items()}
            for module, lines in found["lines"].items()
        },
    )


def _recorded(workers: int) -> dict[str, object]:
    fork = get_context("fork")
    with ProcessPoolExecutor(1, fork) as pool:  # so that nothing of ours is imported here
        clean, faulted = pool.submit(_chosen).result()
    runs = [*clean, *faulted]
    shares = [list(range(len(runs)))[at::workers] for at in range(workers)]
    lines: dict[str, dict[int, list[int]]] = {}
    with ProcessPoolExecutor(workers, fork) as pool:
        for found in pool.map(_traced, shares, [[runs[at] for at in share] for share in shares]):
            for module, reached in found.items():
                for line, places in reached.items():
                    lines.setdefault(module, {}).setdefault(line, []).extend(places)
    for reached in lines.values():
        for line, places in reached.items():
            reached[line] = _bounded(sorted(places), len(clean))
    return {"runs": runs, "clean": len(clean), "lines": lines}


def _bounded(places: list[int], clean: int) -> list[int]:
    begin = sum(place < clean for place in places)
    return places[: begin + KEPT]


def _chosen() -> tuple[list[str], list[str]]:
    """Return every clean run, and faulted ones of which no two have the same fault in a step."""
    from sim import repertoire  # noqa: PLC0415 - the process that forks imports nothing
    from sim.faults import Plan  # noqa: PLC0415 - as above
    from sim.run import identify  # noqa: PLC0415 - as above
    from sim.sweep import survey  # noqa: PLC0415 - as above

    chance = random.Random(SEED)
    groups: dict[object, list[tuple[str, Plan]]] = {}
    for name in repertoire.HOST.names():
        for _, plan, _ in survey.cells(name):
            last = plan[-1]
            kind = (name, last.site.op, last.site.step, last.kind, last.forever, len(plan))
            groups.setdefault(kind, []).append((name, plan))
    chosen = [chance.choice(runs) for runs in groups.values()]
    chance.shuffle(chosen)
    return list(repertoire.names()), [identify(*each) for each in chosen[:FAULTED]]


def _traced(places: Sequence[int], runs: Iterable[str]) -> Lines:
    """Return which lines each of some runs executes."""
    from sim import repertoire  # noqa: PLC0415 - as above

    for name in repertoire.names():
        repertoire.tell(name)  # the start states are built
    deploy = f"{ROOT / 'deploy'}/"
    reached: set[tuple[str, int]] = set()

    def on_call(frame: FrameType, _event: str, _what: object) -> Tracer | None:
        return on_line if frame.f_code.co_filename.startswith(deploy) else None

    def on_line(frame: FrameType, event: str, _what: object) -> Tracer:
        if event == "line":
            reached.add((frame.f_code.co_filename, frame.f_lineno))
        return on_line

    found: Lines = {}
    for place, run in zip(places, runs, strict=True):
        sys.settrace(on_call)
        repertoire.replay(run)
        sys.settrace(None)
        for file, line in reached:
            module = file.removeprefix(deploy).removesuffix(".py").replace("/", ".")
            found.setdefault(module, {}).setdefault(line, []).append(place)
        reached.clear()
    return found


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
