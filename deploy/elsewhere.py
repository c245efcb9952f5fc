"""Commands for hosts elsewhere: they are the control side's, which is not on every machine."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from deploy.adapters.log import warn
from deploy.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = ("fetch", "overlooked", "publish", "release", "vet", "watch")
"""Commands of the control side alone; others are its own with `--target`."""
ALONE = "Run it in a checkout of the project: python -m deploy ..."
LACKING = "Install what the control side needs: pip install --group control"


def is_meant(words: Sequence[str]) -> bool:
    """Say whether a command line is the control side's."""
    named = any(word in WORDS for word in words[:1])
    return named or any(word.partition("=")[0] == "--target" for word in words)


def run(words: Sequence[str]) -> int:
    """Carry out a command of the control side, where that is installed; return its exit code."""
    try:
        control = importlib.import_module("deploy.control.cli")
        local = importlib.import_module("deploy.control.local")
    except ModuleNotFoundError as error:
        ours = (error.name or "").startswith("deploy.")
        lacks = "this one-file deployer has no control side" if ours else f"{error.name} is missing"
        warn(f"REFUSED, nothing was touched: {lacks}\n  next: {ALONE if ours else LACKING}")
        return Outcome.REFUSED.exit_code
    exit_code: int = control.main(words, local.local_desk())
    return exit_code
