"""Looking at a host without its lock: what is told was so at one moment, or it is looked again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from deploy.errors import DeployError, Refused
from deploy.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.host import View
    from deploy.layout import Layout
    from deploy.ports import Reader

LOOKS_MAX = 5
"""A deployment changes its marks a dozen times in a minute, a look takes less than a second."""

Seen = TypeVar("Seen")


def seen(marks: Callable[[], object], look: Callable[[], Seen]) -> Seen:
    """Return what a look saw while the marks stayed as they were.

    What fails on a host that changes is no failure either: it is looked again. Raises `Refused`
    where the marks change each time.
    """
    before = marks()
    for _ in range(LOOKS_MAX):
        found, error = None, None
        try:
            found = look()
        except (DeployError, OSError) as failure:
            error = failure
        after = marks()
        if after == before and error is not None:
            raise error
        if after == before and found is not None:
            return found
        before = after
    raise Refused(
        f"a deployment went on each of the {LOOKS_MAX} times that this was looked at",
        "Look again when it is over",
    )


def marks(view: View) -> tuple[object, ...]:
    """Return what every deployment changes as it goes on: its lock, the records, the pointer."""
    reader, layout = view.files, view.layout
    return (
        is_at_work(reader, layout),
        _content(reader, layout.journal),
        _content(reader, layout.record),
        pointer(reader, layout),
    )


def is_at_work(reader: Reader, layout: Layout) -> bool:
    """Say whether a deployer works on this host."""
    with suppress(OSError):
        return reader.held(layout.lock)
    return False


def pointer(reader: Reader, layout: Layout) -> str | None:
    """Return what the pointer says; None where there is none."""
    with suppress(OSError):
        return reader.target(layout.current) if reader.kind(layout.current) is Kind.LINK else None
    return None


def _content(reader: Reader, path: str) -> bytes | None:
    with suppress(OSError):
        return reader.read(path) if reader.kind(path) is not None else None
    return None
