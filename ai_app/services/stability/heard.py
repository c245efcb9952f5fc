"""How long work tells how far it is, and how it is stopped."""

from collections.abc import Callable
from typing import TypeAlias

Heard: TypeAlias = Callable[[int, int], None]
"""Is told now and then how much is done, and of how much; what it raises ends the work."""


def unheard(_done: int, _total: int) -> None:
    """Let the work go on: nobody listens."""
