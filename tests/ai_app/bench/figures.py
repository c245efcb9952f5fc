"""Figures: what was measured, what was aimed at, and the floor of the same run beside it."""

from dataclasses import asdict, dataclass
from typing import Literal

Unit = Literal["ms", "MB", "per second"]
Verdict = Literal["met", "in proportion", "missed", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What nobody gets below on this machine, by what was measured in the same run."""

    name: str
    figure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """The same work, that is none of the service's, here and where the aims were set."""

    name: str
    here: float
    """Milliseconds, in this run."""
    there: float
    """Milliseconds on the two quiet x86-64 cores that the aims were set for."""

    @property
    def slowness(self) -> float:
        """How many times slower this machine is."""
        return self.here / self.there


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
    yardstick: Yardstick | None = None
    """By which an aim is moved to this machine, whose cores may be half as fast or busy."""
    recall: float | None = None
    """How many of the ten best it found, as doubles find them by looking at everything."""
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether the aim is met, as it is or as it is here; empty without an aim or a figure."""
        if self._reaches(self.aim):
            return "met"
        if self._reaches(self.aim_here):
            return "in proportion"
        return "" if self.aim is None or self.figure is None else "missed"

    @property
    def aim_here(self) -> float | None:
        """The aim in proportion to how fast this machine is; None where that is not known."""
        if self.aim is None or self.yardstick is None:
            return None
        slowness = self.yardstick.slowness
        return self.aim / slowness if self.more_is_better else self.aim * slowness

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

    def _reaches(self, aim: float | None) -> bool:
        if aim is None or self.figure is None:
            return False
        return self.figure >= aim if self.more_is_better else self.figure <= aim

    def document(self) -> dict[str, object]:
        """Return it as JSON holds it."""
        made = {"aim_here": self.aim_here, "ratio": self.ratio, "verdict": self.verdict or None}
        return {**asdict(self), **made}
