"""Which runs of the sweep reach which lines of the deployer, recorded once."""

import hashlib
import json
import os
import random
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.mutation import recorder
from tests.mutation.recorder import ROOT, Lines

SEED = 1
OF_EACH = 25
"""Of the runs under a fault there is one for each kind of fault in each step, and so many of each
scenario, whatever the others have: a mutant may show on one host alone.
"""
FIRST = 12
"""As many runs without a fault come first: they are short, and kill most."""
KEPT = 400
"""Of those that reach a line, as many are kept: the seed has shuffled them."""
Table = Mapping[str, Mapping[int, Sequence[int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The runs, clean ones first, and by module and line the places in that list."""

    runs: Sequence[str]
    clean: int
    lines: Table
    """Which runs execute a line."""
    near: Table
    """In which runs a line was being executed when the fault struck."""

    def to(self, module: str, lines: tuple[int, int], around: tuple[int, int]) -> list[str]:
        """Return the runs that execute one of the lines of a module, the telling ones first.

        Those are the ones whose fault strikes there, then those where it strikes in the function.
        """
        near = [_found(self.near, module, place) for place in (lines, around)]
        return self._in_turn(_found(self.lines, module, lines) | near[0], near)

    def some(self, module: str) -> list[str]:
        """Return runs for what is executed at the import: those that execute more of the module.

        All others come after them. What a value is for shows where its module is at work, and that
        may be in stories alone which are told of more than one deployment.
        """
        own = {place for runs in self.lines.get(module, {}).values() for place in runs}
        reached = {
            place for lines in self.lines.values() for runs in lines.values() for place in runs
        }
        return [*self._in_turn(own, []), *self._in_turn(reached - own, [])]

    def _in_turn(self, places: Iterable[int], near: Sequence[Container[int]]) -> list[str]:
        """Name the runs: a few without a fault, then those whose fault strikes there, then all.

        Of each kind of fault one comes first: a mutant is told by few kinds, and by many sites.
        The other hosts without a fault come next, each of which is like no other.
        """
        ordered = sorted(places)
        first = [place for place in ordered if place < self.clean][:FIRST]

        turns: dict[int, int] = {}
        nth: dict[int, int] = {}
        alike = Counter[tuple[int, str]]()
        for place in ordered:
            away = next((at for at, found in enumerate(near, 1) if place in found), len(near) + 1)
            turns[place] = 0 if place in first else away
            is_clean = place < self.clean
            kind = (turns[place], "" if is_clean else self.runs[place].rpartition("=")[2])
            alike[kind] += 1
            nth[place] = 2 if is_clean else 2 * alike[kind] - 1

        def rank(place: int) -> tuple[bool, int, int, int]:
            return _is_far(self.runs[place]), turns[place], nth[place], place

        return [self.runs[place] for place in sorted(ordered, key=rank)]


def _found(table: Table, module: str, lines: tuple[int, int]) -> set[int]:
    known = table.get(module, {})
    return {run for line in range(lines[0], lines[1] + 1) for run in known.get(line, ())}


def _is_far(run: str) -> bool:
    """Say whether a run tells of more than one deployment: it takes ten times as long."""
    return run.startswith(("control.", "days."))


def state(*folders: str) -> str:
    """Return a digest of all sources in some folders of this project."""
    found = hashlib.sha256(f"{SEED} {OF_EACH} {KEPT}".encode())
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
    tables = {
        name: {
            module: {int(line): runs for line, runs in lines.items()}
            for module, lines in found[name].items()
        }
        for name in ("lines", "near")
    }
    return Reach(runs=found["runs"], clean=found["clean"], **tables)


def _recorded(workers: int) -> dict[str, object]:
    fork = get_context("fork")
    with ProcessPoolExecutor(1, fork) as pool:  # so that nothing of ours is imported here
        clean, faulted = pool.submit(_chosen).result()
    runs = [*clean, *faulted]
    shares = [list(range(len(runs)))[at::workers] for at in range(workers)]
    told = [[runs[at] for at in share] for share in shares]
    lines: Lines = {}
    near: Lines = {}
    with ProcessPoolExecutor(workers, fork) as pool:
        for executed, struck in pool.map(recorder.traced, shares, told):
            _add(executed, lines)
            _add(struck, near)
    for reached in lines.values():
        for line, places in reached.items():
            reached[line] = _bounded(sorted(places), len(clean), runs)
    return {"runs": runs, "clean": len(clean), "lines": lines, "near": near}


def _add(found: Lines, total: Lines) -> None:
    for module, reached in found.items():
        for line, places in reached.items():
            total.setdefault(module, {}).setdefault(line, []).extend(places)


def _bounded(places: list[int], clean: int, runs: Sequence[str]) -> list[int]:
    """Keep those without a fault, and of the others some of each kind of fault."""
    faulted = [place for place in places if place >= clean]
    nth = _turns(faulted, runs)
    kept = sorted(faulted, key=lambda place: (nth[place], place))[:KEPT]
    return [*(place for place in places if place < clean), *sorted(kept)]


def _turns(places: Iterable[int], runs: Sequence[str]) -> dict[int, int]:
    """Return the how-manieth each run is of those with its kind of fault."""
    alike = Counter[str]()
    found = {}
    for place in places:
        kind = runs[place].rpartition("=")[2]
        alike[kind] += 1
        found[place] = alike[kind]
    return found


def _chosen() -> tuple[list[str], list[str]]:
    """Return every clean run, and faulted ones: of each kind in a step, and of each scenario."""
    from sim.harm.faults import Plan  # noqa: PLC0415 - as above
    from sim.stories import repertoire  # noqa: PLC0415 - the process that forks imports nothing
    from sim.stories.run import identify  # noqa: PLC0415 - as above
    from sim.sweep import survey  # noqa: PLC0415 - as above

    chance = random.Random(SEED)
    groups: dict[object, list[tuple[str, Plan]]] = {}
    own: list[tuple[str, Plan]] = []
    for name in repertoire.HOST.names():
        cells = list(survey.cells(name))
        for cell, plan, module in cells:
            groups.setdefault((module, cell._replace(number=0)), []).append((name, plan))
        own += [(name, plan) for _, plan, _ in chance.sample(cells, min(OF_EACH, len(cells)))]
    chosen = [chance.choice(runs) for runs in groups.values()]
    chance.shuffle(chosen)
    ids = dict.fromkeys(identify(*each) for each in (*chosen, *own))
    return list(repertoire.names()), list(ids)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
