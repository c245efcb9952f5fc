"""The oracle of formats: what is kept on a host is read by the deployers of years before and after.

A deployer may find a journal that another version of it left open. So what it writes is looked at
with the eyes of another program: a checksum first, then names in order, and the words that were
always the words.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterator

from deploy.deployment import CHANGE, PREPARATION, RESTORE, RESUME
from sim.oracles import truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS, CONFIG
from sim.storage.nodes import File

SEALED = re.compile(rb'\{"checksum": "([0-9a-f]{64})", (.*)', re.DOTALL)
SOURCE = re.compile(r"wheel|adopted|found|backup [0-9]{14}")
PHASES = ("preparing", "changing", "committed", "returned")
STEPS = {each.__name__ for t in (*PREPARATION.values(), CHANGE, RESTORE, RESUME) for each in t}


def records_are_readable(case: Case) -> None:
    """What this command has written can be read by whoever knows the format."""
    for path in _places(case):
        node = case.world.disk.node(path)
        if type(node) is not File or node == case.begun.disk.node(path):
            continue
        complaint = _complaint(node.content)
        if complaint is not None:
            raise Violation("format", f"{path} {complaint}")


def _places(case: Case) -> Iterator[str]:
    layout = CONFIG.layout
    yield from (layout.journal, layout.journal_before, layout.record, layout.failures)
    for folder in (f"{APP}/releases", BACKUPS):
        for name in truth.names(case.world, folder):
            yield f"{folder}/{name}/manifest.json"


@functools.lru_cache(maxsize=512)
def _complaint(content: bytes) -> str | None:
    sealed = SEALED.fullmatch(content)
    if sealed is None or hashlib.sha256(b"{" + sealed[2]).hexdigest().encode() != sealed[1]:
        return "does not begin with a checksum of what follows"
    found = json.loads(b"{" + sealed[2])
    if list(found) != sorted(found):
        return "has its names in no order"
    source = found.get("release", found) if "id" in found else found
    if "source" in source and SOURCE.fullmatch(source["source"] or "") is None:
        return f"says that it comes from {source['source']}"
    if "phase" not in found:
        return None
    if found["phase"] not in PHASES or found["command"] not in ("apply", "restore"):
        return f"says {found['command']}, {found['phase']}"
    if (found["failed_step"] is None) != (found["reason"] is None):
        return f"names half of a failure: {found['failed_step']}, {found['reason']}"
    if found["failed_step"] not in (None, "journal", *STEPS):
        return f"names a step that is none: {found['failed_step']}"
    return None
