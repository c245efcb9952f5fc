"""Figures: what was measured, what was aimed at, and the floor of the same run beside it."""

from dataclasses import asdict, dataclass
from typing import Literal

Unit = Literal["ms", "MB", "per second"]
Verdict = Literal["met", "missed", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What nobody gets below on this machine, by what was measured in the same run."""

    name: str
    figure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of the table; `figure` is a median where it is a time."""

    name: str
    unit: Unit
    figure: float | None
    """None where it could not be measured; `note` then says why."""
    least: float | None = None
    p99: float | None = None
    aim: float | None = None
    """At most this; of what is counted per second, at least."""
    floor: Floor | None = None
    recall: float | None = None
    """How many of the ten best it found, as doubles find them by looking at everything."""
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether the aim is met; empty where there is none, or no figure."""
        if self.aim is None or self.figure is None:
            return ""
        met = self.figure >= self.aim if self.more_is_better else self.figure <= self.aim
        return "met" if met else "missed"

    @property
    def ratio(self) -> float | None:
        """How many times the floor it is; of what is counted per second, which part of it."""
        if self.figure is None or self.floor is None or not self.floor.figure:
            return None
        return self.figure / self.floor.figure

    @property
    def more_is_better(self) -> bool:
        """Whether a greater figure is a better one."""
        return self.unit == "per second"

    def document(self) -> dict[str, object]:
        """Return it as JSON holds it."""
        return {**asdict(self), "ratio": self.ratio, "verdict": self.verdict or None}
