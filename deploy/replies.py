"""The reply of a host to an instruction, as it is left and read.

It is the control side's whole knowledge: a shell's output is cut, and its tail holds the error.
Where it cannot be left, the exit code still says the same, and so does the first line.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from deploy.errors import Unreachable
from deploy.parsing import parsed

if TYPE_CHECKING:
    from deploy.host import Host

FORMAT = 1
REPLY_TIMEOUT_S = 30
WAITS_S = (0, 1, 3, 9)
"""Before each try at a transfer: what fails for a moment must not cost a deployment."""
OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of an instruction, as the control side reads it."""

    id: str
    instance: str
    exit_code: int
    message: str
    report: dict[str, object] | None = None
    """The report of the deployment, where there was one."""
    live: dict[str, str | None] | None = None
    """What is live now: release, commit and version; None where nothing is."""
    result: object = None
    """What was asked to be looked up."""
    log: tuple[str, ...] = ()


def leave(host: Host, url: str | None, reply: Reply) -> None:
    """Leave the reply; that it could not be left changes no verdict."""
    if url is None:
        host.log.note(f"nobody asked {reply.instance or 'this instance'} for a reply")
        return
    said = ""
    for wait in WAITS_S:
        host.clock.sleep(wait)
        try:
            status_code = host.http.put(url, write(reply), timeout_s=REPLY_TIMEOUT_S).status
        except Unreachable as error:
            said = error.reason
            continue
        if status_code == OK:
            return
        said = f"the store answers {status_code}"
    host.log.note(f"the reply could not be left: {said}")


def write(reply: Reply) -> bytes:
    """Write a reply as JSON."""
    named = {field.name: getattr(reply, field.name) for field in fields(reply)}
    return json.dumps({"format": FORMAT, **named}, sort_keys=True).encode()


def read(content: bytes) -> Reply:
    """Read a reply; raise `ValueError` where it is none."""
    try:
        given = parsed(content)
        if given.pop("format") != FORMAT:
            raise ValueError("it is of another format")
        given["log"] = tuple(given["log"])
        return Reply(**given)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"it is no reply: {type(error).__name__}") from None
