"""What each call of a port touches, told before it happens.

It may be told too much, which costs time: a test sees that it is never too little.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deploy.unfinished import UNFINISHED
from sim.race.touch import (
    BELOW,
    ELSEWHERE,
    ENTRIES,
    EVERYTHING,
    HELD,
    MACHINE,
    NOTHING,
    PACKAGES,
    PENDING,
    PROCESSES,
    Touch,
    reading,
    writing,
)
from sim.states.places import APP, BASE, PM2_HOME
from sim.storage.disk import Disk
from sim.storage.nodes import Link, led_on
from sim.world import World

FOLLOWING = ("read", "names", "walk", "resolve", "owned")
"""Methods that go where the last link of a path leads."""
READING = ("kind", "target", "marks", "mount", "free_bytes", "free_inodes", *FOLLOWING)
LOOKING = frozenset((*READING, "held"))


def roughly(_: World, name: str, __: tuple[Any, ...]) -> Touch:
    """Return whether anything of the files is changed, for who does not ask what."""
    return NOTHING if name in LOOKING else EVERYTHING


def nothing(_: World, __: str, ___: tuple[Any, ...]) -> Touch:
    """Return that nothing is touched, for who does not ask."""
    return NOTHING


def of_files(world: World, name: str, given: tuple[Any, ...]) -> Touch:
    """Return what a call of the files touches."""
    disk: Disk = world.disk
    if name in ("flush", "free_inodes", "free_bytes"):
        return writing(PENDING) if name == "flush" else NOTHING
    if name == "lock":
        return _lock(world, *given)
    if name == "held":
        return reading(given[0], f"{HELD}{given[0]}")
    if name in READING:
        (path,) = given
        real = _real(disk, path, follow=name in FOLLOWING)
        ending = {"walk": BELOW, "names": ENTRIES}.get(name, "")
        return reading(f"{real}{ending}", *_links_on(disk, path, real))
    if name == "copy":
        source, target = given
        read = of_files(world, "read", (source,))
        return read | of_files(world, "write", (target,)) | writing(PENDING)
    paths = (given[0],) if name in ("write", "link", "remove", "make_directory") else given
    found = NOTHING
    for path in paths:
        found |= _change(disk, name, path)
    return found


def _lock(world: World, path: str) -> Touch:
    """Return what an attempt at a lock touches: one that is held stays as it is."""
    lock = world.disk.node(path, follow=False)
    if any(lock is each for each in world.machine.locked):
        return reading(path, f"{HELD}{path}")
    made = () if lock is not None else (path,)
    return Touch(frozenset((path,)), frozenset((f"{HELD}{path}", *made)))


def _change(disk: Disk, name: str, path: str) -> Touch:
    real = _real(disk, path, follow=False)
    links = _links_on(disk, path, real)
    if name == "make_directory":
        return Touch(frozenset((real, *links)), frozenset(_missing(disk, real)))
    if name in ("write", "link"):
        folder, _, last = real.rpartition("/")
        beside = f"{folder}/.{last}{UNFINISHED}"  # where the new one is written before it is there
        return Touch(frozenset(links), frozenset((real, beside)))
    return Touch(frozenset(links), frozenset((real,)))


def _missing(disk: Disk, path: str) -> list[str]:
    """Return the directories that have to be made for one."""
    found = []
    while path and disk.node(path, follow=False) is None:
        found.append(path)
        path = path.rpartition("/")[0]
    return found


def _real(disk: Disk, path: str, *, follow: bool) -> str:
    try:
        return disk.canonical(path, follow=follow)
    except OSError:  # a loop of links leads nowhere
        return path


def _links_on(disk: Disk, path: str, real: str) -> list[str]:
    """Return the links that lead from a path to its real one: who changes one changes the way."""
    if path == real:
        return []
    found, place = [], ""
    for name in path.strip("/").split("/"):
        place = f"{place}/{name}"
        node = disk.node(place, follow=False)
        if type(node) is Link:
            found.append(place)
            way = led_on(place, node.target)
            found += _links_on(disk, way, _real(disk, way, follow=True))
            place = _real(disk, place, follow=True)
    return found


def of_commands(world: World, name: str, given: tuple[Any, ...]) -> Touch:
    """Return what a program touches, whenever it goes on."""
    assert name == "run"
    argv: Sequence[str] = given[0]
    program = argv[0].rpartition("/")[2]
    if program == "uv":
        reads = (f"{APP}/environments{BELOW}", f"{APP}/releases{BELOW}", f"/usr/bin{BELOW}")
        writes = (f"{APP}/environments", PACKAGES, PENDING)
        return Touch(frozenset((*reads, PACKAGES)), frozenset(writes))
    if program == "pm2" and "jlist" in argv and _is_at_rest(world):
        return reading(MACHINE, f"{PM2_HOME}{BELOW}")
    if program == "pm2":
        return PROCESSES
    if program == "caddy":
        return reading(f"/etc{BELOW}", f"{BASE}/infra{BELOW}") | writing(MACHINE)
    if program == "python":
        return reading(f"{APP}/environments{BELOW}", f"{APP}/releases{BELOW}")
    return EVERYTHING


def _is_at_rest(world: World) -> bool:
    """Say whether PM2 has nothing to tidy up when it is asked for its list."""
    machine = world.machine
    return machine.daemon and all(entry.pid for entry in machine.entries.values())


def of_http(world: World, name: str, given: tuple[Any, ...]) -> Touch:
    """Return what a request touches: it is answered by what runs, as of now."""
    if world.distant is not None and world.distant.holds(given[0]):
        return writing(ELSEWHERE) if name == "put" else reading(ELSEWHERE)
    return reading(MACHINE)


def of_processes(_: World, name: str, __: tuple[Any, ...]) -> Touch:
    """Return what the process table's methods touch."""
    return writing(MACHINE) if name == "end" else reading(MACHINE)
