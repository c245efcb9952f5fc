"""The likeness of two hosts by their snapshots: equal but for what the digests stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from deploy.snapshot import Snapshot
from deploy.snapshot.document import body_of

DIGEST = re.compile(r"[0-9a-f]{64}")
SHOWN_MAX = 5
PORTS_OF = ("pid", "parent", "cwd", "aside")
"""What counts of whoever holds our port; of another port, that somebody does."""
FREE = ("deployer", "left_out", "taken", "taken_at", "where")
"""What says nothing of how a host behaves."""


def differences(real: Snapshot, built: Snapshot) -> list[str]:
    """Say where two snapshots of one host differ, each place with both values."""
    ours, theirs = comparable(real), comparable(built)
    return [
        f"{place}: {_short(ours.get(place))}, here {_short(theirs.get(place))}"
        for place in sorted({*ours, *theirs})
        if ours.get(place) != theirs.get(place)
    ]


def _short(value: object) -> str:
    return "nothing" if value is None else str(value)[:60]


def comparable(snapshot: Snapshot) -> dict[str, object]:
    """Return all that must be equal, flat, by the place where it stands.

    A digest stands there as the number of its first appearance: what is equal to what must be the
    same on both hosts, and what it is cannot be.
    """
    body = body_of(snapshot)
    for name in FREE:
        body.pop(name)
    body["nodes"] = {path: _node(node) for path, node in body["nodes"].items()}
    body["failures"] = sorted(body["failures"].values())
    port = str(snapshot.settings["port"])
    body["owners"] = {name: _owner(name == port, owner) for name, owner in body["owners"].items()}
    body["programs"] = _programs(body["programs"])
    body["settings"] = {**body["settings"], "pm2_home": "", "proxy_url": ""}
    for row in body["pm2"].get("rows", ()):
        for name in ("uptime_s", "interpreter"):
            row.pop(name, None)
    body["pm2"].pop("app", None)  # said in other words
    body["version"].get("words", {}).pop("version", None)
    numbers: dict[str, int] = {}
    return dict(_flat(body, "", numbers))


def _node(node: dict[str, Any]) -> dict[str, Any]:
    """Leave out a size, and the permissions of what is no file."""
    kept = {name: value for name, value in node.items() if name not in ("size", "mode")}
    return {**kept, "mode": node.get("mode")} if node["kind"] == "file" else kept


def _owner(ours: bool, owner: dict[str, Any] | None) -> object:  # noqa: FBT001 - one of two ways
    if owner is None or not ours:
        return owner is not None
    beside = sorted(str(each.get("cwd")) for each in owner.get("beside", ()))
    return {**{name: owner.get(name) for name in PORTS_OF}, "beside": beside}


def _programs(programs: dict[str, Any]) -> dict[str, Any]:
    found = {name: bool(programs.get(name)) for name in ("uv", "pm2", "caddy")}
    kept = {name: programs.get(name) for name in ("interpreter", "index")}
    return {**found, **kept, "cached": programs.get("cached", [])}


def _flat(
    value: Any,  # noqa: ANN401 - whatever JSON holds
    place: str,
    numbers: dict[str, int],
) -> Iterator[tuple[str, object]]:
    """Give every value by the place where it stands, in one order."""
    if isinstance(value, dict):
        for name in sorted(value):
            yield from _flat(value[name], f"{place}.{name}" if place else name, numbers)
    elif isinstance(value, list):
        yield f"{place}.length", len(value)
        for number, each in enumerate(value):
            yield from _flat(each, f"{place}.{number}", numbers)
    elif isinstance(value, str) and DIGEST.fullmatch(value):
        yield place, f"digest {numbers.setdefault(value, len(numbers))}"
    else:
        yield place, value
