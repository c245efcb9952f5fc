"""What must hold of the figures; one that was not measured does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sim.bench.figures import Figure, find

DEPLOYER = "deployer"
REQUESTS_MIN = 1000
GAP_OVER_START_MS_MAX = 1000
RESTORE_OVER_START_S_MAX = 5
"""With nobody asking: under load the clients have their share of the cores."""
CHANGES = ("deploy", "restore")
"""Operations whose gap is a stop and a start; a way back also waits for a verdict."""
RESTORES = ("restore",)
OTHERS = ("streams_cut", "restarts", "files_changed")
"""What must be 0 of the other tenants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A limit, what was found, and whether it holds."""

    name: str
    limit: str
    found: float | None
    """None where it was not measured."""
    unit: str
    holds: bool

    def document(self) -> dict[str, object]:
        """Return it as JSON holds it."""
        return asdict(self)


def judge(figures: Sequence[Figure], operations: Sequence[str]) -> tuple[Threshold, ...]:
    """Judge the figures of these operations.

    No request may fail in any round; times are judged by their median, for one noisy round says
    more of the machine than of the deployer.
    """
    return tuple(
        threshold
        for operation in operations
        for threshold in (
            _most(figures, operation, "failed", 0, way="caddy"),
            _least(figures, operation, "requests", REQUESTS_MIN, way="caddy"),
            *(_most(figures, operation, name, 0) for name in OTHERS),
            *_times(figures, operation),
        )
    )


def _times(figures: Sequence[Figure], operation: str) -> list[Threshold]:
    found = []
    if operation in CHANGES:
        limit = GAP_OVER_START_MS_MAX
        found.append(_median(figures, operation, "gap_over_start", limit, way="straight"))
    if operation in RESTORES:
        found.append(_median(figures, operation, "alone_over_start", RESTORE_OVER_START_S_MAX))
    return found


def _most(
    figures: Sequence[Figure], operation: str, name: str, limit: float, *, way: str = ""
) -> Threshold:
    figure = find(figures, DEPLOYER, operation, name, way)
    worst = None if figure is None else max(figure.rounds)
    held = worst is not None and worst <= limit
    return _threshold(figure, (operation, way, name), f"at most {limit:g}", worst, holds=held)


def _least(
    figures: Sequence[Figure], operation: str, name: str, limit: float, *, way: str
) -> Threshold:
    figure = find(figures, DEPLOYER, operation, name, way)
    worst = None if figure is None else min(figure.rounds)
    held = worst is not None and worst >= limit
    return _threshold(figure, (operation, way, name), f"at least {limit:g}", worst, holds=held)


def _median(
    figures: Sequence[Figure], operation: str, name: str, limit: float, *, way: str = ""
) -> Threshold:
    figure = find(figures, DEPLOYER, operation, name, way)
    middle = None if figure is None else figure.median
    held = middle is not None and middle <= limit
    return _threshold(figure, (operation, way, name), f"at most {limit:g}", middle, holds=held)


def _threshold(
    figure: Figure | None,
    words: tuple[str, ...],
    limit: str,
    found: float | None,
    *,
    holds: bool,
) -> Threshold:
    return Threshold(
        name=" ".join(word for word in words if word),
        limit=limit,
        found=found,
        unit="" if figure is None else figure.key.unit,
        holds=holds,
    )
