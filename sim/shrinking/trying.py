"""Trying: a run of an id counts where it fails in the way that is looked for, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from deploy.errors import Refused
from sim.harm.faults import Plan
from sim.stories import repertoire
from sim.stories.run import Run, identify, written


class Came(NamedTuple):
    """What came of one id, as far as a search needs to know."""

    oracle: str | None
    """The oracle that was broken; None where none was."""
    void: bool
    verdicts: str
    effects: int

    def __str__(self) -> str:
        """Say it in some words."""
        if self.oracle is not None:
            return f"breaks {self.oracle}"
        return "is void" if self.void else f"ends well: {self.verdicts or 'it is refused'}"


NOTHING = Came(None, void=True, verdicts="", effects=0)
"""What comes of an id that nobody can tell."""


@dataclass(slots=True)
class Trials:
    """Runs ids, each once, and knows which fail in the same way as the first."""

    oracle: str | None
    """The oracle that must be broken; None for any."""
    looked: Callable[[int], None] = lambda _: None
    """Is told how many runs there were."""
    runs: int = 0
    known: dict[str, Came] = field(default_factory=dict)

    def of(self, name: str, plan: Plan) -> Came:
        """Return what comes of a plan; what was run before is not run again."""
        run_id = identify(name, plan)
        if run_id not in self.known:
            self.runs += 1
            self.known[run_id] = _came(run_id)
            self.looked(self.runs)
        return self.known[run_id]

    def fails(self, name: str, plan: Plan) -> bool:
        """Say whether a plan fails in the way looked for; a void run never does."""
        oracle = self.of(name, plan).oracle
        return oracle is not None and self.oracle in (None, oracle)


def _came(run_id: str) -> Came:
    try:
        run = repertoire.replay(run_id)
    except Refused:
        return NOTHING
    return Came(
        None if run.violation is None else run.violation.oracle,
        void=run.void,
        verdicts=" then ".join(run.verdicts),
        effects=run.effects,
    )


def is_steady(run: Run) -> bool:
    """Say whether a run that was just made comes out the same again, to the last byte."""
    again = repertoire.tell(run.scenario, run.plan)
    said = [written(each.trace) + str(each.violation) for each in (run, again)]
    return said[0] == said[1]
