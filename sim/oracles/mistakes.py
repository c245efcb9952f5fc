"""The oracle of mistakes: what nobody foresaw comes from the world, never from our own code."""

from __future__ import annotations

import builtins
import re

from deploy import errors
from sim.oracles.case import Case
from sim.oracles.violation import Violation

UNFORESEEN = re.compile(r"(?:an error nobody foresaw: |; then )(\w+): ")
"""How a run says that it died of an error: of which class it was comes next."""


def none_is_of_our_own(case: Case) -> None:
    """A run may die of what the system refused, and of no mistake of the deployer's.

    Such a run ends as a power cut would, mostly well: nothing but its words shows the mistake.
    """
    for line in (*case.world.said, case.verdict.message):
        for name in UNFORESEEN.findall(line):
            kind = getattr(errors, name, None) or getattr(builtins, name, None)
            if not (isinstance(kind, type) and issubclass(kind, OSError | errors.DeployError)):
                raise Violation("mistake", f"nobody foresaw: {line[:200]}")
