"""The gate of a sweep: what stands against calling it a proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.sweep import probes
from sim.sweep.coverage import Coverage
from sim.sweep.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One reason, and the things that it is about."""

    what: str
    about: tuple[str, ...] = ()


def objections(
    tally: Tally, coverage: Coverage, differing: Mapping[str, str]
) -> Iterator[Objection]:
    """Give all that stands against a sweep; `differing` are ids that were told unlike twice."""
    violated = len(tally.findings) - tally.void
    for number, what in ((violated, "violation"), (tally.void, "void run")):
        if number:
            ids = tuple(finding.id for finding in tally.findings)
            yield Objection(what=_many(number, what), about=ids)
    if coverage.unjudged:
        cells = tuple(map(str, coverage.unjudged))
        yield Objection(what=_many(len(cells), "unjudged cell"), about=cells)
    silent = sorted(set(probes.probes()) - tally.heard - set(probes.SILENT))
    if silent:
        yield Objection(what=_many(len(silent), "probe") + " never hit", about=tuple(silent))
    if differing:
        ids = tuple(differing)
        yield Objection(what=_many(len(ids), "run") + " told unlike twice", about=ids)


def monotony(unseen: Sequence[str]) -> Iterator[Objection]:
    """Give what stands against a sweep in whose lives some things never happened."""
    if unseen:
        what = _many(len(unseen), "thing") + " that no life had in it"
        yield Objection(what=what, about=tuple(unseen))


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
