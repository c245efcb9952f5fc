"""The coverage of the fault space: which cells were judged, module by module."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sim.sweep import survey
from sim.sweep.cells import Cell

WAIVED: Mapping[tuple[str, str], str] = {}
"""Cells that need not be judged, by operation and kind, each with its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one module of the deployer."""

    module: str
    sites: int
    cells: int
    judged: int
    waived: int

    @property
    def unjudged(self) -> int:
        """How many cells nobody has judged."""
        return self.cells - self.judged - self.waived


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What of the fault space a sweep has judged."""

    rows: tuple[Row, ...]
    unjudged: tuple[Cell, ...]

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return sum(row.cells for row in self.rows)


def of(names: Iterable[str], judged: Collection[Cell]) -> Coverage:
    """Hold what was judged against the cells that are surveyed."""
    modules: dict[Cell, str] = {}
    for name in names:
        for cell, _, module in survey.cells(name):
            modules.setdefault(cell, module)
    missing = [cell for cell in modules if cell not in judged and not is_waived(cell)]
    by_module: dict[str, list[Cell]] = {}
    for cell, module in modules.items():
        by_module.setdefault(module, []).append(cell)
    return Coverage(
        rows=tuple(_row(module, by_module[module], judged) for module in sorted(by_module)),
        unjudged=tuple(sorted(missing)),
    )


def is_waived(cell: Cell) -> bool:
    """Say whether a cell need not be judged."""
    return (cell.op, cell.kind) in WAIVED


def _row(module: str, cells: list[Cell], judged: Collection[Cell]) -> Row:
    return Row(
        module=module,
        sites=len({cell[:4] for cell in cells}),
        cells=len(cells),
        judged=sum(cell in judged for cell in cells),
        waived=sum(cell not in judged and is_waived(cell) for cell in cells),
    )
