"""Who looks on while a world changes: a guard after each change, a witness around each effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.effect import Effect
    from sim.storage.strokes import Amid
    from sim.world import World

Value = TypeVar("Value")
Touched = tuple[str, ...]
"""The paths that an effect changes."""


class Turns(Protocol):
    """Whose turn it is where several deployers are at work on one host."""

    def wait(self, world: World, seconds: float) -> None:
        """Let this one wait in virtual time; the others may go on in it."""


class Guard(Protocol):
    """An oracle that looks at the world after every effect that changed it."""

    def after(self, world: World, op: str, touched: tuple[str, ...]) -> None:
        """Raise `Violation` where the world is as it must never be."""

    def meddled(self, world: World, path: str) -> None:
        """Hear that somebody else is about to change what lies at `path`."""


class Witness(Protocol):
    """Who is there before, amid and after each effect that no fault strikes."""

    def see(self, begun: Effect, act: Callable[[], Value], amid: Amid, touched: Touched) -> Value:
        """Let an effect happen."""
