"""Errors of the kernel that name what was asked for."""

from __future__ import annotations

import posixpath
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deploy.unfinished import UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def about(path: str) -> Iterator[None]:
    """Let an error name the path that was asked for: the kernel names another one, or none."""
    try:
        yield
    except OSError as error:
        named = [name for name in (error.filename, error.filename2) if name is not None]
        if not named or any(_is_vague(str(name)) for name in named):
            error.filename, error.filename2 = path, None
        raise


def _is_vague(name: str) -> bool:
    """Say whether nobody could find that: of a walk by descriptors, or while it is written."""
    return not posixpath.isabs(name) or name.endswith(UNFINISHED)
