"""Workers: the mutants spread over the cores, function by function."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import groupby
from multiprocessing import get_context

from tests.mutation.mutant import Mutant
from tests.mutation.reach import Reach
from tests.mutation.recorder import ROOT
from tests.mutation.trial import Trial, tried

RUNS_MAX = 300


def source_of(module: str) -> str:
    """Return the source of a module of the deployer."""
    path = ROOT / "deploy" / f"{module.replace('.', '/')}.py"
    return path.read_text(encoding="utf-8")


def judged(mutants: Iterable[Mutant], reach: Reach, workers: int) -> Iterator[Trial]:
    """Try every mutant; those of the import, each of which costs one, come last."""
    assert "deploy" not in sys.modules, "the process that forks must not have the deployer"
    by_place = sorted(mutants, key=lambda each: (not each.function, each.module, each.function))
    for warm, group in groupby(by_place, key=lambda each: bool(each.function)):
        chunks = [
            list(chunk)
            for _, chunk in groupby(group, key=lambda each: (each.module, each.function))
        ]
        warmed = _told if warm else _forgotten
        with ProcessPoolExecutor(workers, get_context("fork"), warmed) as pool:
            waiting = [pool.submit(_chunk, chunk, _candidates(chunk, reach)) for chunk in chunks]
            for future in as_completed(waiting):
                yield from future.result()


def _candidates(chunk: Sequence[Mutant], reach: Reach) -> list[list[str]]:
    return [
        reach.to(mutant.module, mutant.lines, mutant.around)
        if mutant.function
        else reach.some(mutant.module)
        for mutant in chunk
    ]


def _told() -> None:
    """Make a worker ready for mutants of functions: all is imported, every start is built."""
    from sim.stories import repertoire  # noqa: PLC0415 - not in the process that forks

    for name in repertoire.names():
        repertoire.tell(name)


def _forgotten() -> None:
    """Make a worker ready for mutants of the import: all but ours is imported."""
    from sim.stories import repertoire  # noqa: F401, PLC0415 - for what it imports

    for name in list(sys.modules):
        if name.partition(".")[0] in ("deploy", "sim"):
            del sys.modules[name]


def _chunk(mutants: Sequence[Mutant], candidates: Sequence[Sequence[str]]) -> list[Trial]:
    """Try the mutants of one function; the run that killed one is tried first on the next."""
    source = source_of(mutants[0].module)
    killers: list[str] = []
    found = []
    for mutant, runs in zip(mutants, candidates, strict=True):
        reaching = set(runs)
        first = [run for run in killers if run in reaching]
        rest = [run for run in runs if run not in set(first)]
        trial = tried(mutant, source, [*first, *rest][:RUNS_MAX])
        if trial.killed and trial.shown_by in reaching:
            killers = [trial.shown_by, *(run for run in killers if run != trial.shown_by)]
        found.append(trial)
    return found
