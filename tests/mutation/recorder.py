"""Recording, run by run, which lines of the deployer are executed, and where its fault struck."""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from tests.mutation import planting

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = f"{ROOT / 'deploy'}/"
Line = tuple[str, int]
Lines = dict[str, dict[int, list[int]]]
"""By module and line, the places of the runs in the list of all."""
Tracer = Callable[[FrameType, str, Any], Any]


class Recorder:
    """Looks on at one run after the other."""

    def __init__(self) -> None:
        self.reached: set[Line] = set()
        self.struck: set[Line] = set()

    def on_call(self, frame: FrameType, _event: str, _what: object) -> Tracer | None:
        """Follow the functions of the deployer alone."""
        return self.on_line if frame.f_code.co_filename.startswith(DEPLOY) else None

    def on_line(self, frame: FrameType, event: str, _what: object) -> Tracer:
        """Keep the line that is executed next."""
        if event == "line":
            self.reached.add((frame.f_code.co_filename, frame.f_lineno))
        return self.on_line

    def on_strike(self) -> None:
        """Keep where the deployer is, in all its functions that wait for this effect."""
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            if frame.f_code.co_filename.startswith(DEPLOY):
                self.struck.add((frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back


def traced(places: Sequence[int], runs: Iterable[str]) -> tuple[Lines, Lines]:
    """Return which lines each of some runs executes, and on which its fault struck."""
    from sim import repertoire  # noqa: PLC0415 - not in the process that forks
    from sim.world import World  # noqa: PLC0415 - as above

    for name in repertoire.names():
        repertoire.tell(name)  # the start states are built
    recorder, strike = Recorder(), World._struck

    def struck(world: World, *what: Any) -> Any:  # noqa: ANN401 - as it is given
        recorder.on_strike()
        return strike(world, *what)

    World._struck = struck  # type: ignore[assignment,method-assign]
    lines: Lines = {}
    near: Lines = {}
    for place, run in zip(places, runs, strict=True):
        planting.forget()  # what is cached would not be executed
        sys.settrace(recorder.on_call)
        found = repertoire.replay(run)
        sys.settrace(None)
        if found.violation is not None:  # it would kill the deployer itself
            recorder.reached.clear()
            recorder.struck.clear()
        _keep(recorder.reached, lines, place)
        _keep(recorder.struck, near, place)
    return lines, near


def _keep(found: set[Line], table: Lines, place: int) -> None:
    for file, line in found:
        module = file.removeprefix(DEPLOY).removesuffix(".py").replace("/", ".")
        table.setdefault(module, {}).setdefault(line, []).append(place)
    found.clear()
