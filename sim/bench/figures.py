"""Figures: each measured once a round, with its unit, told by its median."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """What was measured."""

    who: str
    """`deployer`, or `predecessor` for what it is compared with."""
    operation: str
    way: str
    """`straight` or `caddy`; empty where it is a figure of the operation as a whole."""
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in all rounds."""

    key: Key
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return statistics.median(self.rounds)

    def document(self) -> dict[str, object]:
        """Return it as JSON holds it."""
        key = self.key
        named = {"who": key.who, "operation": key.operation, "way": key.way or None}
        numbers = {"median": round(self.median, 3), "rounds": [round(n, 3) for n in self.rounds]}
        return {**named, "name": key.name, "unit": key.unit, **numbers}


class Sheet:
    """Takes figures down, round after round."""

    def __init__(self) -> None:
        self._rounds: dict[Key, list[float]] = {}

    def add(self, key: Key, number: float) -> None:
        """Take down one round of a figure."""
        self._rounds.setdefault(key, []).append(number)

    def figures(self) -> tuple[Figure, ...]:
        """Return all figures, in the order in which they were first taken down."""
        return tuple(Figure(key, tuple(rounds)) for key, rounds in self._rounds.items())


def find(
    figures: Iterable[Figure], who: str, operation: str, name: str, way: str = ""
) -> Figure | None:
    """Return a figure; None where it was not measured."""
    for figure in figures:
        key = figure.key
        if (key.who, key.operation, key.way, key.name) == (who, operation, way, name):
            return figure
    return None
