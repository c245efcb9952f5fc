"""Who there is on a simulated host, what kind of machine it is, and where its programs lie."""

from __future__ import annotations

from deploy.ports import Result
from sim.shell.ubuntu import OWNER
from sim.storage.nodes import File
from sim.world import World

BUILTINS = ("command", "test")
UNAME = {"-s": "Linux", "-m": "aarch64"}
ABSENT, NO_ENTRY = 127, 2


def uname(_: World, words: list[str], __: str) -> Result | None:
    """Name the kernel or the machine."""
    match words:
        case [flag] if flag in UNAME:
            return Result(0, f"{UNAME[flag]}\n", "")
    return None


def command(world: World, words: list[str], _: str) -> Result | None:
    """Say where a program lies."""
    match words:
        case ["-v", name] if name in BUILTINS:
            return Result(0, f"{name}\n", "")
        case ["-v", name]:
            path = name if "/" in name else f"/usr/bin/{name}"
            found = type(world.disk.node(path)) is File
            return Result(0, f"{path}\n", "") if found else Result(ABSENT, "", "")
    return None


def getent(world: World, words: list[str], _: str) -> Result | None:
    """Print entries of the user or group database; the shadows are for the administrator alone."""
    match words:
        case ["passwd" | "group" as table]:
            return Result(0, world.disk.read(f"/etc/{table}").decode(), "")
        case ["passwd" | "group" as table, name]:
            found = _entry(world, table, name)
            return Result(NO_ENTRY, "", "") if found is None else Result(0, f"{found}\n", "")
        case ["shadow", _]:
            return Result(NO_ENTRY, "", "")
    return None


def id_(world: World, words: list[str], _: str) -> Result | None:
    """Print who somebody is; each has one group, of the same name."""
    match words:
        case ["-nu"]:
            return Result(0, f"{OWNER}\n", "")
        case [name]:
            flag = ""
        case ["-u" | "-g" | "-ng" | "-G" | "-nG" as flag, name]:
            pass
        case _:
            return None
    entry = _entry(world, "passwd", name)
    if entry is None:
        return Result(1, "", f"id: '{name}': no such user\n")
    uid, gid = entry.split(":")[2:4]
    whole = f"uid={uid}({name}) gid={gid}({name}) groups={gid}({name})"
    said = {"": whole, "-u": uid, "-g": gid, "-G": gid}.get(flag, name)
    return Result(0, f"{said}\n", "")


def _entry(world: World, table: str, name: str) -> str | None:
    lines = world.disk.read(f"/etc/{table}").decode().splitlines()
    return next((line for line in lines if line.split(":")[0] == name), None)
