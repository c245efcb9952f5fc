"""What a premiere and a sweep came to, as a document for machines and one line for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.days.diversity import Diversity
from sim.stories import premiere
from sim.stories.premiere import Scene
from sim.sweep import gate
from sim.sweep.coverage import Coverage
from sim.sweep.gate import Objection
from sim.sweep.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What all of it came to."""

    scenes: list[Scene] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    coverage: Coverage | None = None
    """None where not everything was swept: a share covers nothing."""
    differing: Mapping[str, str] = field(default_factory=dict)
    """The runs that were told twice and came out unlike, with their second digests."""
    seconds: float = 0.0

    @property
    def failed(self) -> Scene | None:
        """The act of the premiere that broke an oracle, if one did."""
        return next((scene for scene in self.scenes if scene.violation is not None), None)

    @property
    def lives(self) -> Diversity:
        """What the lives of hosts really had in them."""
        return Diversity(dict(self.tally.seen))

    @property
    def objections(self) -> list[Objection]:
        """What stands against calling it a proof."""
        if self.coverage is None:
            return []
        found = gate.objections(self.tally, self.coverage, self.differing)
        return [*found, *gate.monotony(self.lives.unseen())]

    @property
    def violations(self) -> int:
        """How many runs and acts broke an oracle."""
        broken = sum(scene.violation is not None for scene in self.scenes)
        return len(self.tally.findings) - self.tally.void + broken


def document(account: Account, *, seed: int, workers: int) -> dict[str, object]:
    """Return the account as JSON holds it; the README explains each key."""
    tally, found = account.tally, account.coverage
    by_scenario: Counter[str] = Counter()
    for (name, _, _), number in tally.endings.items():
        by_scenario[name.partition("~")[0]] += number
    return {
        "runs": tally.runs,
        "pairs": tally.pairs,
        "alike": tally.alike,
        "violations": account.violations,
        "void": tally.void,
        "told_twice": len(tally.sample),
        "told_unlike": len(account.differing),
        "cells": 0 if found is None else found.cells,
        "cells_unjudged": 0 if found is None else len(found.unjudged),
        "objections": {each.what: list(each.about) for each in account.objections},
        "effects": tally.effects,
        "seconds": round(account.seconds, 2),
        "deployments": tally.deployments,
        "deployments_per_second": _per_second(tally.deployments, tally),
        "runs_per_second": _per_second(tally.runs, tally),
        "scenarios": len(by_scenario),
        "runs_by_scenario": dict(sorted(by_scenario.items())),
        "seed": seed,
        "workers": workers,
        "trace_digest": tally.digest,
        "rehearsal": premiere.summary_of(account.scenes),
    }


def _per_second(number: int, tally: Tally) -> float:
    return round(number / tally.busy_s, 1) if tally.busy_s else 0.0


def sentence(summary: Mapping[str, object]) -> str:
    """Return the account in one sentence."""
    return (
        f"{summary['runs']} runs of {summary['scenarios']} scenarios in {summary['seconds']} s: "
        f"{summary['violations']} violations, {summary['void']} void; "
        f"{summary['runs_per_second']} runs per second and core; {summary['deployments']} "
        f"deployments, {summary['effects']} effects."
    )
