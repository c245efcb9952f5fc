"""The simulated service: a process that serves what it started with, as its code says it behaves.

A simulated wheel says how it behaves in one line of `api/main.py`; a real wheel behaves well.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.ports import Answer
from sim.storage.disk import Disk
from sim.storage.nodes import Directory, File, Node


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


MUTE = Behaviour(fails_after_s=0.4)
"""An app that cannot be imported: its process ends before it has said a word."""


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


MARK = re.compile(rb"^SIM = (\{.*\})$", re.MULTILINE)


@functools.lru_cache(maxsize=256)
def behaviour_of(main: bytes) -> Behaviour:
    """Read how an app behaves from its entry module; an empty module does not import."""
    found = MARK.search(main)
    if found is None:
        return Behaviour(imports=bool(main))
    given: dict[str, Any] = json.loads(found[1])
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    return Behaviour(**values)


def import_error(disk: Disk, code: str, python: str) -> str | None:
    """Say why the entry module does not import from `code` with the interpreter `python`."""
    main = disk.node(f"{code}/api/main.py")
    if type(main) is not File:
        return "ModuleNotFoundError: No module named 'api.main'"
    if not python.endswith("/bin/python") or type(disk.node(python)) is not File:
        return f"bad interpreter: {python}"
    behaviour = behaviour_of(main.content)
    if not behaviour.imports:
        return "ImportError: cannot import name 'app' from 'api.main'"
    library = disk.node(f"{python.removesuffix('/bin/python')}/lib")
    installed = _distributions(library) if type(library) is dict else set()
    for name in behaviour.requires:
        if name not in installed:
            return f"ModuleNotFoundError: No module named '{name}'"
    return None


def importing(disk: Disk, code: str) -> Behaviour:
    """Return how the app behaves when its entry module is imported."""
    main = disk.node(f"{code}/api/main.py")
    return behaviour_of(main.content) if type(main) is File else MUTE


def _distributions(library: Directory) -> set[str]:
    found: set[str] = set()
    for version in library.values():
        site = version.get("site-packages") if type(version) is dict else None
        if type(site) is dict:
            found.update(name.split("-")[0] for name in site if name.endswith(".dist-info"))
    return found


def start_up(disk: Disk, code: str, python: str) -> tuple[Serving, Behaviour]:
    """Start the app: what it will serve, and how it behaves given what it finds."""
    node = disk.node(code)
    tree: Directory = node if type(node) is dict else {}
    frozen = snapshot(tree)
    if import_error(disk, code, python) is not None:
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
