"""How a simulated app behaves: one line of its `api/main.py` says so; a real wheel behaves well."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How the app of one release behaves when it is run."""

    imports: bool = True
    ends: bool = False
    """It ends the program, with success, when it is imported."""
    prints: str = ""
    """It prints this when it is imported, and ends no line."""
    ready_s: float = 1.5
    """It binds its port this long after the start."""
    fails_after_s: float | None = None
    """It dies this long after the start, before it ever binds."""
    dies_s: float | None = None
    """It dies this long after it has bound."""
    health: int = 200
    status: str = "ok"
    """What its health check says beside a 200."""
    warming_s: float = 0.0
    """Its health check answers 503 this long after it has bound."""
    says: str | None = None
    """It names this commit, whatever its release record says."""
    answers_s: float = 0.0
    """It takes this long over every answer."""
    stubborn: bool = False
    """It ignores SIGINT and SIGTERM."""
    needs: tuple[str, ...] = ()
    """Files without which it does not start."""
    requires: tuple[str, ...] = ()
    """Distributions without which it does not import."""
    numbers: tuple[str, ...] = ()
    """Settings that are numbers: it does not import where a `.env` says something else."""


NAMES = frozenset(field.name for field in fields(Behaviour))
MUTE = Behaviour(fails_after_s=0.4)
"""An app that cannot be imported: its process ends before it has said a word."""


MARK = re.compile(rb"^SIM = (\{.*\})$", re.MULTILINE)


@functools.lru_cache(maxsize=256)
def behaviour_of(main: bytes) -> Behaviour:
    """Read how an app behaves from its entry module, as the app itself does.

    A byte that has flipped may have changed a name, of which nobody asks, or left what does not
    import; nor does an empty module.
    """
    found = MARK.search(main)
    if found is None:
        return Behaviour(imports=bool(main))
    try:
        given: dict[str, Any] = json.loads(found[1])
    except ValueError:
        return Behaviour(imports=False)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
        if name in NAMES
    }
    return Behaviour(**values)
