"""What is really so on a simulated host, read from the world and never from the deployer."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from deploy.ports import Answer
from sim.machinery.behaviour import behaviour_of
from sim.machinery.running import Running
from sim.machinery.service import Serving, answer
from sim.states.places import APP, CONFIG
from sim.storage import ownership
from sim.storage.nodes import Directory, File, Link
from sim.world import World

Tree = Mapping[str, bytes]
LIVE = CONFIG.layout.live
JOURNAL = CONFIG.layout.journal
KEPT = frozenset(CONFIG.kept)
PORT = 8000
HEALTHY = Answer(200, b'{"status":"ok"}')
"""The answer that the contract calls healthy, to the letter."""


def tree_at(world: World, path: str) -> Tree | None:
    """Return the files of the code at `path` by relative path, the host's kept ones left out."""
    node = world.disk.node(path)
    return contents(node) if type(node) is dict else None


def contents(directory: Directory) -> Tree:
    """Return the contents of a code tree, kept files and compiled ones left out."""
    found: dict[str, bytes] = {}
    _gather({name: node for name, node in directory.items() if name not in KEPT}, "", found)
    return found


def _gather(directory: Directory, prefix: str, found: dict[str, bytes]) -> None:
    for name, node in directory.items():
        if "__pycache__" in name:
            continue
        if type(node) is File:
            found[prefix + name] = node.content
        elif type(node) is dict:
            _gather(node, f"{prefix}{name}/", found)


@functools.lru_cache(maxsize=64)
def started_with(serving: Serving) -> Tree:
    """Return the contents of the code that a process serves, kept and compiled files left out."""
    return {
        path: node.content
        for path, node in serving.tree.items()
        if type(node) is File and path.partition("/")[0] not in KEPT and "__pycache__" not in path
    }


def label_of(tree: Tree | None, known: Mapping[str, Tree]) -> str | None:
    """Name a tree; None for no tree at all, `?` for one that is no whole release."""
    if tree is None:
        return None
    for label, whole in known.items():
        if whole == tree:
            return label
    return "?"


def named(world: World, path: str, *, follow: bool = True) -> str:
    """Return where a path leads, as a path of the app directory where it lies in there.

    The directory itself may be a link to another volume: effects are told by its name all the same.
    """
    real, app = world.disk.canonical(path, follow=follow), world.disk.canonical(APP)
    return f"{APP}{real.removeprefix(app)}" if f"{real}/".startswith(f"{app}/") else real


def digest_of(content: bytes) -> str:
    """Return the digest by which a wheel is remembered."""
    return hashlib.sha256(content).hexdigest()


def is_edited(label: str | None) -> bool:
    """Say whether a label is of a release as nobody has built it."""
    return label in ("edited", "?") or "," in (label or "")


def origin(label: str) -> str:
    """Return the label of the release that one was made of which a person has edited."""
    return label.partition(",")[0]


def service_process(world: World) -> Running | None:
    """Return the process of this service that holds the port."""
    found = world.machine.listener(PORT)
    return found if found is not None and found.serving is not None else None


def served(world: World, known: Mapping[str, Tree]) -> str | None:
    """Name the release that answers on the port with good health, by the code it started with."""
    process = service_process(world)
    if process is None or process.serving is None:
        return None
    up_s = world.machine.now - process.started
    said = answer(process.serving, "/api/ai/health", up_s=up_s, started=0)
    if said != HEALTHY:
        return None
    return label_of(started_with(process.serving), known)


def comes_and_goes(world: World) -> bool:
    """Say whether what lies live dies by itself, again and again, and answers well in between."""
    main = world.disk.node(f"{LIVE}/api/main.py")
    return type(main) is File and behaviour_of(main.content).dies_s is not None


def unlike(world: World, tree: Tree | None) -> frozenset[int]:
    """Return the processes of the service that serve something else than this code."""
    return frozenset(
        each.pid
        for each in world.machine.processes.values()
        if each.serving is not None and started_with(each.serving) != tree
    )


def pointed(world: World) -> str | None:
    """Name the release that the pointer names, however a person has written it."""
    node = world.disk.node(CONFIG.layout.current, follow=False)
    return node.target.rstrip("/").rpartition("/")[2] if type(node) is Link else None


def document(world: World, path: str) -> Mapping[str, Any] | None:
    """Return the JSON object in a file, an empty one where it is damaged; None where none is."""
    node = world.disk.node(path)
    return _parsed(node.content) if type(node) is File else None


def shown(world: World, path: str) -> Mapping[str, Any] | None:
    """Return the same, but none where the user of the host may not read the file."""
    return document(world, path) if ownership.may_read(world.disk, path) else None


@functools.lru_cache(maxsize=4096)
def _parsed(content: bytes) -> Mapping[str, Any]:
    """Read a document once: every oracle asks for the same ones, after each of many effects."""
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def phase(world: World) -> str | None:
    """Return the phase in the journal; None where all is closed."""
    journal = document(world, JOURNAL)
    return None if journal is None else str(journal.get("phase", "damaged"))


def opened(world: World) -> str | None:
    """Return the name of the deployment that is open; None where none is."""
    journal = document(world, JOURNAL)
    return None if journal is None else str(journal.get("deployment", "damaged"))


def gone_back_to(world: World) -> str:
    """Return where the code lies that an open change goes back to, else where the live one does.

    What is adopted lies where it always did until it has changed places with a link to itself.
    """
    journal = document(world, JOURNAL) or {}
    if journal.get("phase") != "changing":
        return LIVE
    code = f"{journal['previous']}/ai_app"
    return LIVE if journal["adopts"] and world.disk.node(code) is None else code


def names(world: World, path: str) -> tuple[str, ...]:
    """Return the names in a directory; none where it is not there."""
    node = world.disk.node(path)
    return tuple(sorted(node)) if type(node) is dict else ()
