"""Recording, run by run, which lines of the deployer are executed, and where its fault struck."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from tests.mutation import marking, planting
from tests.mutation.marking import Line

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = f"{ROOT / 'deploy'}/"
Lines = dict[str, dict[int, list[int]]]
"""By module and line, the places of the runs in the list of all."""


def struck_at() -> set[Line]:
    """Return where the deployer is, in all its functions that wait for what is struck."""
    found: set[Line] = set()
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename.startswith(DEPLOY):
            found.add((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return found


def traced(places: Sequence[int], runs: Iterable[str]) -> tuple[Lines, Lines]:
    """Return which lines each of some runs executes, and on which its fault struck."""
    reached = marking.listen()
    from sim.stories import repertoire  # noqa: PLC0415 - not in the process that forks
    from sim.world import World  # noqa: PLC0415 - as above

    for name in repertoire.names():
        repertoire.tell(name)  # the start states are built
    struck: set[Line] = set()
    strike = World._struck

    def on_strike(world: World, *what: Any) -> Any:  # noqa: ANN401 - as it is given
        struck.update(struck_at())
        return strike(world, *what)

    World._struck = on_strike  # type: ignore[assignment,method-assign]
    lines: Lines = {}
    near: Lines = {}
    for place, run in zip(places, runs, strict=True):
        planting.forget()  # what is cached would not be executed
        reached.clear()
        struck.clear()
        if repertoire.replay(run).violation is None:  # else it would kill the deployer itself
            _keep(reached, lines, place)
            _keep(struck, near, place)
    return lines, near


def _keep(found: set[Line], table: Lines, place: int) -> None:
    for file, line in found:
        module = file.removeprefix(DEPLOY).removesuffix(".py").replace("/", ".")
        table.setdefault(module, {}).setdefault(line, []).append(place)
