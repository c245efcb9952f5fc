"""The trial of one mutant, in a process of its own that is forked for it."""

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from tests.mutation import planting
from tests.mutation.mutant import Mutant
from tests.mutation.recorder import ROOT

RUN_S_MAX = 3.0
"""Processor seconds of one run: a hundred times what the longest takes."""
UNREACHED, SURVIVED, TIMEOUT = "unreached", "survived", "time-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of a mutant."""

    name: str
    outcome: str
    """The oracle that killed it, `time-out`, `survived` or `unreached`."""
    runs: int
    shown_by: str = ""
    """The run that killed it."""

    @property
    def killed(self) -> bool:
        """Say whether a run told the mutant from the deployer."""
        return self.outcome not in (SURVIVED, UNREACHED)


def tried(mutant: Mutant, source: str, runs: Sequence[str]) -> Trial:
    """Plant a mutant in a child of this process, and have it told run after run until one kills."""
    if not runs:
        return Trial(name=mutant.name, outcome=UNREACHED, runs=0)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live(mutant, source, runs, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        said = stream.read().splitlines()
    os.waitpid(child, 0)
    if said and said[-1].startswith("{"):
        return Trial(**json.loads(said[-1]))
    begun = [line for line in said if line]  # it was ended in the last of these
    return Trial(
        name=mutant.name,
        outcome=TIMEOUT,
        runs=len(begun),
        shown_by=begun[-1] if begun else "the import",
    )


def _live(mutant: Mutant, source: str, runs: Sequence[str], writing: int) -> None:
    """Be the child: never return."""
    try:
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
        with os.fdopen(writing, "w", encoding="utf-8", buffering=1) as stream:
            signal.setitimer(signal.ITIMER_VIRTUAL, RUN_S_MAX)
            trial = _told(mutant, source, runs, lambda run: stream.write(f"{run}\n"))
            stream.write(json.dumps(asdict(trial)) + "\n")
    finally:
        os._exit(0)


def _told(
    mutant: Mutant, source: str, runs: Sequence[str], begins: Callable[[str], object]
) -> Trial:
    path = str(ROOT / "deploy" / f"{mutant.module.replace('.', '/')}.py")
    number, run_id = 0, "the import"
    try:
        if "sim.stories.repertoire" in sys.modules:
            planting.swap(mutant, source, path)
        else:
            planting.precede(mutant, source, path)
        from sim.stories import repertoire  # noqa: PLC0415 - with the mutant in its place

        for number, run_id in enumerate(runs, 1):
            begins(run_id)
            signal.setitimer(signal.ITIMER_VIRTUAL, RUN_S_MAX)
            run = repertoire.replay(run_id)
            if run.violation is not None:
                oracle = run.violation.oracle
                return Trial(name=mutant.name, outcome=oracle, runs=number, shown_by=run_id)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it would end the sweep
        outcome = f"raises {type(error).__name__}"
        return Trial(name=mutant.name, outcome=outcome, runs=number, shown_by=run_id)
    return Trial(name=mutant.name, outcome=SURVIVED, runs=len(runs))
