"""What the lives that were told really had in them: what never happened was never tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sim.days import drawing
from sim.days.deeds import DEEDS, GROUPS
from sim.days.starts import STARTS
from sim.days.swarm import LENGTHS
from sim.harm.kinds import KINDS

OUTCOMES = ("0", "1", "2", "3", "crash")
LENGTH_STEP = 10
SELDOM = ("files.exchange", "files.free_inodes", "processes.end")
"""An adoption's own, the doctor's own, the end of an orphan: a sweep strikes them for sure."""


@dataclass(slots=True)
class Diversity:
    """How often each thing happened in all lives; the counts of several workers add up."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, seen: Mapping[str, int]) -> None:
        """Add what was seen in other lives."""
        for name, number in seen.items():
            self.counts[name] = self.counts.get(name, 0) + number

    def of(self, what: str) -> dict[str, int]:
        """Return the counts of one sort, the most frequent first."""
        found = {
            name.partition(" ")[2]: number
            for name, number in self.counts.items()
            if name.partition(" ")[0] == what
        }
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def unseen(self) -> list[str]:
        """Return what should have happened in a run of the usual size, and never did."""
        return [name for name in _wanted() if not self.counts.get(name)]

    def rows(self) -> list[tuple[str, str]]:
        """Return what to tell people: each sort of thing, and how often which happened."""
        told = [("lives", str(sum(self.of("start").values())))]
        told += [("virtual days", str(self.counts.get("hours", 0) // 24))]
        told += [("compound faults", str(self.counts.get("compound", 0)))]
        told += [("faults that lasted", str(self.counts.get("lasting", 0)))]
        for what in ("outcome", "start", "length", "deed", "kind", "op", "vain"):
            found = self.of(what)
            told.append((what, ", ".join(f"{name} {number}" for name, number in found.items())))
        pairs = self.of("pair")
        rarest = ", ".join(f"{name} {pairs[name]}" for name in list(pairs)[-3:])
        possible = len(GROUPS) ** 2
        told.append(("pairs of deeds", f"{len(pairs)} of {possible}; rarest: {rarest}"))
        return [*told, ("never", ", ".join(self.unseen()) or "nothing")]


def _wanted() -> Iterator[str]:
    yield from (f"deed {word}" for word in DEEDS)
    yield from (f"pair {one} {two}" for one in GROUPS for two in GROUPS)
    own = {kind for op in SELDOM for kind in KINDS[op]}
    common = {kind for op in drawing.HOST_OPS if op not in SELDOM for kind in KINDS[op]}
    yield from (f"kind {kind}" for kind in drawing.every_kind() if kind not in own - common)
    yield from (f"op {op}" for op in (*drawing.HOST_OPS, drawing.SLEEP) if op not in SELDOM)
    yield from (f"outcome {outcome}" for outcome in OUTCOMES)
    yield from (f"start {name}" for name in STARTS)
    yield from (f"length {least}" for least in range(LENGTHS[0], LENGTHS[1] + 1, LENGTH_STEP))
    yield from ("compound", "lasting")
