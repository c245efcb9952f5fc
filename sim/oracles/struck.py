"""What a fault excuses: no more than what the effects that it struck have kept from being done."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator

from sim.effect import Effect
from sim.harm.events import EVENTS
from sim.oracles.case import Case

REMOVING = ("files.remove", "files.rename")
BY_ROOT = re.compile(r"sudo rm -r ([^;\n]+)")
"""How a person is told to remove what the user of the host cannot."""


def failed(case: Case) -> Iterator[Effect]:
    """Give the effects of this command that were not what they should have been."""
    return (each for each in case.done if each.outcome != "ok" and each.outcome not in EVENTS)


def at(case: Case, ops: Iterable[str], place: str) -> bool:
    """Say whether such an effect failed at a path, or at one below it."""
    wanted = frozenset(ops)
    paths = (path for each in failed(case) if each.op in wanted for path in each.paths)
    return any(f"{path}/".startswith(f"{place}/") for path in paths)


def let_be(case: Case) -> frozenset[str]:
    """Return what this command could not remove and told a person to.

    Files of another user are no fault of the plan: they may lie in what has to go.
    """
    told = (path for paths in BY_ROOT.findall(case.verdict.message) for path in shlex.split(paths))
    return frozenset(path for path in told if at(case, REMOVING, path))
