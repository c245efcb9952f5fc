"""An instruction: what the control side tells a host to do, as one JSON document.

The control side writes it, the host reads it; its digest travels by another way than itself. It
holds addresses that are rights to single objects for a short time, and no secret.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, Any

from deploy import wheel
from deploy.config import check_base
from deploy.errors import Refused
from deploy.model import parse_backup_id
from deploy.parsing import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
BYTES_MAX = 64 * 1024
ID = r"[A-Za-z0-9][A-Za-z0-9.-]{0,79}"
"""As the part of a key, of a file's name, and of the comment that a command carries."""
RECOVERY = "-recover"
"""What the id of a recovery has behind that of the errand of which it is to be told."""
INSTANCE = r"m?i-[0-9a-f]{8,17}"
ADDRESS = r"https?://[!-~]{1,4000}"
"""One line of visible ASCII; whose it is decides who wrote the instruction."""
REASON_CHARACTERS_MAX = 500


class Task(Enum):
    """What a host can be told to do, by the deployer's own words."""

    APPLY = "apply"
    RESTORE = "restore"
    RECOVER = "recover"
    LIST = "list"
    STATUS = "status"
    SNAPSHOT = "snapshot"

    @property
    def changes(self) -> bool:
        """Say whether it may change the host."""
        return self in (Task.APPLY, Task.RESTORE, Task.RECOVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A file to fetch: from where, under which name, with which content."""

    url: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One thing to do, for each host that is named; raises `Refused` where it makes no sense."""

    id: str
    task: Task
    base: str
    report_urls: Mapping[str, str]
    """Where the report of each instance goes: an address for one PUT."""
    wheel: Parcel | None = None
    sha: str | None = None
    backup_id: str | None = None
    code_only: bool = False
    force: str | None = None
    health_url: str | None = None
    """The health check as the control side knows it: compared with the host's own before."""

    def __post_init__(self) -> None:
        """Refuse what no control side of ours writes."""
        _check(self.id, ID, "id")
        check_base(self.base)
        for instance, url in self.report_urls.items():
            _check(instance, INSTANCE, "instance")
            _check(url, ADDRESS, "address of a report")
        if self.wheel is not None:
            _check(self.wheel.url, ADDRESS, "address of the wheel")
            wheel.file_version(self.wheel.name)
            wheel.check_sha256(self.wheel.sha256)
        if (self.task is Task.APPLY) != (self.wheel is not None and self.sha is not None):
            raise Refused(f"a wheel and its commit belong to apply, not to {self.task.value}")
        if self.sha is not None:
            wheel.check_sha(self.sha)
        if self.backup_id is not None:
            parse_backup_id(self.backup_id)
        if self.force is not None and len(self.force) > REASON_CHARACTERS_MAX:
            raise Refused(f"a reason has at most {REASON_CHARACTERS_MAX} characters")
        if self.health_url is not None:
            _check(self.health_url, ADDRESS, "address of the health check")


def _check(value: object, form: str, name: str) -> None:
    if not isinstance(value, str) or re.fullmatch(form, value) is None:
        raise Refused(f"the {name} {value!r} is none")


def write(instruction: Instruction) -> bytes:
    """Write an instruction, the same bytes for the same one."""
    plain: dict[str, Any] = {
        field.name: getattr(instruction, field.name) for field in fields(Instruction)
    }
    parcel = instruction.wheel
    if parcel is not None:
        plain["wheel"] = {field.name: getattr(parcel, field.name) for field in fields(Parcel)}
    plain |= {"task": instruction.task.value, "report_urls": dict(instruction.report_urls)}
    return json.dumps({"format": FORMAT, **plain}, sort_keys=True).encode()


def read(content: bytes) -> Instruction:
    """Read an instruction; raise `Refused` where it is none, or one of a later format."""
    advice = "Use a deployer and a control side of the same release"
    try:
        given = parsed(content)
        known = given.pop("format") == FORMAT
        told = _built(given) if known else None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(f"this is no instruction: {type(error).__name__}", advice) from None
    if told is None:
        raise Refused("this instruction is of another format", advice)
    return told


def _built(given: dict[str, Any]) -> Instruction:
    parcel = None if given["wheel"] is None else Parcel(**given["wheel"])
    return Instruction(**given | {"task": Task(given["task"]), "wheel": parcel})
