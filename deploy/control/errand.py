"""An errand: one instruction for some hosts, and the program that carries it out there."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from deploy.errors import Refused
from deploy.instruction import Task

FOLDER = "instructions/ai"
MARK = (
    r"(?:run-[0-9]{1,20}-[0-9]{1,6}|by-hand-[0-9a-f]{6})"
    r"-(?:apply|restore|recover|list|status|snapshot)-[0-9]{14}"
    r"(?:-canary|-rest|-recover|-again|-back-m?i-[0-9a-f]{8,17})*"
)
"""What the id of an errand looks like: which run or person, for what, when, which part of it."""
DEPLOYERS = "deployers/ai"
DELIVERY_S, EXECUTION_S = 120, 1800
"""How long a command may wait for its host, and how long it may run there (the contract's 1800)."""


COMMAND_ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


def check_which(which: str) -> str:
    """Return what names a command: its id or its mark; raise `Refused` for anything else."""
    if not COMMAND_ID.fullmatch(which) and not re.fullmatch(MARK, which):
        raise Refused(
            f"{which[:100]!a} names no command",
            "Take its id or its mark from the message that said to watch it",
        )
    return which


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """An object in the store and what it must hold."""

    key: str
    sha256: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.key.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is to be done, where, and by which deployer."""

    id: str
    task: Task
    base: str
    instances: tuple[str, ...]
    deployer: Asset
    wheel: Asset | None = None
    sha: str | None = None
    backup_id: str | None = None
    code_only: bool = False
    force: str | None = None
    health_url: str | None = None
    together_max: int = 50
    failures_max: int = 0
    execution_s: int = EXECUTION_S

    @property
    def instruction_key(self) -> str:
        """Where its instruction lies."""
        return f"{FOLDER}/{self.id}/instruction.json"


def record_key(errand_id: str) -> str:
    """Return where an errand is kept for whoever takes up the watch."""
    return f"{FOLDER}/{errand_id}/errand.json"


def write(errand: Errand, at: float) -> bytes:
    """Write an errand as JSON, with the moment in which it was sent, seconds since the epoch."""
    plain = {**asdict(errand), "task": errand.task.value, "at": at}
    return json.dumps(plain, sort_keys=True).encode()


def read(content: bytes) -> tuple[Errand, float]:
    """Read an errand and its moment; raise `Refused` where it is none."""
    try:
        given = json.loads(content)
        at = float(given.pop("at"))
        given["task"] = Task(given["task"])
        given["instances"] = tuple(given["instances"])
        for name in ("deployer", "wheel"):
            given[name] = None if given[name] is None else Asset(**given[name])
        return Errand(**given), at
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(f"this is no errand: {type(error).__name__}") from None


def reply_key(errand_id: str, instance: str) -> str:
    """Return where an instance leaves its reply."""
    return f"{FOLDER}/{errand_id}/reply-{instance}.json"
