"""The simulated service: a process that serves what it started with, as its code says."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.ports import Answer
from sim.machinery.behaviour import MUTE, Behaviour, behaviour_of
from sim.machinery.importing import import_error
from sim.storage.disk import Disk
from sim.storage.nodes import Directory, File, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What comes back over a connection to a program that is not this service."""

    answer: Answer = Answer(200, b'{"status":"ok"}')  # noqa: RUF009 - it is frozen
    after_s: float = 0.0
    """The last byte of it comes this long after the question."""
    flaw: str = ""
    """Why it is no whole answer after all."""


PLAIN = Wire()
"""A plain 200."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Serving:
    """What a process serves: fixed when it started, and no two starts are the same."""

    code: str
    tree: Mapping[str, Node]
    record: Mapping[str, str] | None
    behaviour: Behaviour


def start_up(disk: Disk, code: str, python: str, beside: str = "") -> tuple[Serving, Behaviour]:
    """Start the app: what it will serve, and how it behaves given what it finds."""
    node = disk.node(code)
    tree: Directory = node if type(node) is dict else {}
    frozen = snapshot(tree)
    if import_error(disk, code, python, beside) is not None:
        return Serving(code=code, tree=frozen, record=None, behaviour=MUTE), MUTE
    main = disk.read(f"{code}/api/main.py")
    behaviour = behaviour_of(main)
    if any(type(disk.node(f"{code}/{path}")) is not File for path in behaviour.needs):
        behaviour = Behaviour(fails_after_s=0.8)
    record = disk.node(f"{code}/release.json")
    said = _record(record.content) if type(record) is File else None
    return Serving(code=code, tree=frozen, record=said, behaviour=behaviour), behaviour


@functools.lru_cache(maxsize=256)
def _record(content: bytes) -> dict[str, str] | None:
    try:
        found = json.loads(content)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def snapshot(tree: Directory, prefix: str = "") -> dict[str, Node]:
    """Return the files of a tree by path; files never change, so holding them is a copy."""
    found: dict[str, Node] = {}
    _gather(tree, prefix, found)
    return found


def _gather(tree: Directory, prefix: str, found: dict[str, Node]) -> None:
    for name, node in tree.items():
        if type(node) is dict:
            _gather(node, f"{prefix}{name}/", found)
        elif type(node) is File:
            found[prefix + name] = node


def answer(serving: Serving, path: str, *, up_s: float, started: float) -> Answer:
    """Answer a request as the running code does."""
    behaviour = serving.behaviour
    if path == "/api/ai/health":
        if up_s < behaviour.ready_s + behaviour.warming_s:
            return Answer(503, b'{"detail":"not ready"}')
        return _health(behaviour.health, behaviour.status)
    if path == "/api/ai/version" and serving.record is not None:
        return _version(serving, started)
    return Answer(404, b'{"detail":"Not Found"}')


@functools.lru_cache(maxsize=64)
def _health(code: int, status: str) -> Answer:
    if code != 200:  # noqa: PLR2004 - the number is the protocol
        return Answer(code, b'{"detail":"as told"}')
    return Answer(200, f'{{"status":"{status}"}}'.encode())


@functools.lru_cache(maxsize=64)
def _version(serving: Serving, started: float) -> Answer:
    """Say what a process is once: it is asked several times before it is believed."""
    said = {**(serving.record or {}), "started_at": str(started)}
    if serving.behaviour.says is not None:
        said["sha"] = serving.behaviour.says
    return Answer(200, json.dumps(said).encode())
