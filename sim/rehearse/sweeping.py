"""The sweep of a rehearsal: every single fault over the one run, within a bound of real time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from sim.harm.faults import KINDS, SIGNAL, Fault, Plan, parse_plan
from sim.rehearse import staging
from sim.rehearse.staging import Order, Stage
from sim.stories import story
from sim.stories.run import Run
from sim.sweep import plans

CHUNK = 20
AHEAD = 2
ALIKE = {False: frozenset(("denied", "readonly", "full", "inodes")), True: frozenset(("denied",))}
"""What `error` stands for at the same effect of a file, by whether it lasts.

The deployer asks of no such failure which one it is. One that lasts is a state of the disk but for
`denied`, so it strikes elsewhere than `error` does. The sweep of the simulator strikes them all.
"""


@dataclass(slots=True)
class Swept:
    """How many faults were struck, of how many, and what came of the first that went wrong."""

    once: int = 0
    once_all: int = 0
    lasting: int = 0
    lasting_all: int = 0
    finding: str = ""
    """What an oracle said, or that a fault never struck."""
    faults: str = ""
    """The faults that led to it, as they are given again."""
    counted: set[Fault] = field(default_factory=set)

    @property
    def complete(self) -> bool:
        """Every single fault was struck once."""
        return self.once == self.once_all

    def count(self, chunk: Sequence[Fault], finding: tuple[str, str] | None) -> None:
        """Count what a worker did."""
        for fault in chunk:
            self.lasting += fault.forever
            self.once += not fault.forever
        if finding is not None and not self.finding:
            self.faults, self.finding = finding


def clean(stage: Stage) -> Run:
    """Tell the story without faults."""
    return story.tell(stage.scenario, (), stage.setting)


def told(stage: Stage, plan: Plan, settled: set[int] | None = None) -> Run:
    """Tell it under a plan; from what is `settled` the same request is known to end well."""
    return story.tell(stage.scenario, plan, stage.setting, settled)


def strike(order: Order, run: Run, *, until: float, workers: int) -> Swept:
    """Strike every single fault, those that pass first, until it is late (by `clock`)."""
    faults = faults_of(run)
    lasting = sum(fault.forever for fault in faults)
    swept = Swept(once_all=len(faults) - lasting, lasting_all=lasting)
    chunks = [faults[begin : begin + CHUNK] for begin in range(0, len(faults), CHUNK)]
    for done, finding in _results(order, chunks, until, workers):
        swept.count(done, finding)
        if swept.finding:
            break
    return swept


def faults_of(run: Run) -> list[Fault]:
    """Return every single fault that the deployer can tell from the others, lasting ones last.

    A signal is sent by whoever has the deployment run: of that no host needs to be warned.
    """
    possible = (
        fault
        for fault in plans.single_faults(run.trace)
        if fault.kind != SIGNAL and not _is_another(fault)
    )
    return sorted(possible, key=lambda fault: fault.forever)


def _is_another(fault: Fault) -> bool:
    """Say whether the deployer cannot tell a fault from another one that is struck there."""
    op, kind = fault.site.op, fault.kind
    return op.startswith("files.") and kind in ALIKE[fault.forever] and "error" in KINDS[op]


def planned(faults: str) -> Plan:
    """Read a plan of faults; the command of the story may be left out of a site."""
    parts = (part if part[:1].isdigit() else f"0.{part}" for part in faults.split("+") if part)
    return parse_plan("+".join(parts))


def clock() -> float:
    """Return the seconds of a clock that is the same in every process of this machine."""
    return time.monotonic()


def now() -> float:
    """Return the time of day."""
    return time.time()


Result = tuple[list[Fault], "tuple[str, str] | None"]


def _results(
    order: Order, chunks: Sequence[list[Fault]], until: float, workers: int
) -> Iterator[Result]:
    if workers == 1:
        stage, settled = staging.small(order), set[int]()
        for chunk in chunks:
            yield _struck(stage, settled, chunk, until)
        return
    given, waiting = iter(chunks), list[Future[Result]]()
    with ProcessPoolExecutor(workers, initializer=_enter, initargs=(order,)) as pool:
        waiting += [pool.submit(_work, each, until) for each in islice(given, workers * AHEAD)]
        try:
            while waiting:
                yield waiting.pop(0).result()
                waiting += [pool.submit(_work, each, until) for each in islice(given, 1)]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_ENTERED: list[tuple[Stage, set[int]]] = []
"""The stage of this worker process, built once for all its faults, and what is settled there."""


def _enter(order: Order) -> None:
    _ENTERED.append((staging.small(order), set()))


def _work(chunk: list[Fault], until: float) -> Result:
    return _struck(*_ENTERED[0], chunk, until)


def _struck(stage: Stage, settled: set[int], chunk: list[Fault], until: float) -> Result:
    """Strike faults until it is late, or one finds something."""
    done: list[Fault] = []
    for fault in chunk:
        if clock() > until:
            break
        run = told(stage, (fault,), settled)
        done.append(fault)
        if run.violation is not None:
            return done, (str(fault), str(run.violation))
        if run.void:
            return done, (str(fault), "void: the fault never struck")
    return done, None
