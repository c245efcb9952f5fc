"""Questions about one file of a simulated host, answered as coreutils do."""

from __future__ import annotations

import hashlib
import re

from deploy.ports import Result
from sim.shell.ubuntu import ADMINISTRATOR, OWNED, OWNER
from sim.storage.nodes import File, Link, Node
from sim.world import World

DIRECTORY_MODE = 0o755
IDS = {OWNER: 1000, ADMINISTRATOR: 0}
WORKING_DIRECTORY = re.compile(r"/proc/([0-9]+)/cwd")


def owner(world: World, path: str) -> str:
    """Say whom the thing at a real path belongs to."""
    own = any(f"{path}/".startswith(f"{folder}/") for folder in OWNED)
    return OWNER if own and path not in world.disk.foreign else ADMINISTRATOR


def test(world: World, words: list[str], _: str) -> Result | None:
    """Answer by exit code alone; there are no pipes and no sockets on the simulated disk."""
    match words:
        case ["-e" | "-f" | "-d" | "-x" | "-p" | "-S" | "-L" as flag, path]:
            node = world.disk.node(path, follow=flag != "-L")
            return Result(0 if _is(flag, node) else 1, "", "")
    return None


def _is(flag: str, node: Node | None) -> bool:
    executable = type(node) is File and node.mode & 0o111 != 0
    return {
        "-e": node is not None,
        "-f": type(node) is File,
        "-d": type(node) is dict,
        "-x": type(node) is dict or executable,
        "-L": type(node) is Link,
    }.get(flag, False)


def realpath(world: World, words: list[str], _: str) -> Result | None:
    """Follow every link; only the last name may be missing."""
    match words:
        case [path]:
            hit = WORKING_DIRECTORY.fullmatch(path)
            if hit is not None:
                process = world.machine.processes.get(int(hit[1]))
                return _missing("realpath", path) if process is None else _line(process.cwd)
            real = world.disk.canonical(path)
            folder = real.rpartition("/")[0] or "/"
            known = folder == "/" or type(world.disk.node(folder)) is dict
            return _line(real) if known else _missing("realpath", path)
    return None


def readlink(world: World, words: list[str], given: str) -> Result | None:
    """Follow every link, too."""
    match words:
        case ["-f", path]:
            return realpath(world, [path], given)
    return None


def stat(world: World, words: list[str], _: str) -> Result | None:
    """Print one attribute; the model keeps neither times nor inodes, nor sizes of directories."""
    match words:
        case ["-Lc", "%U" | "%u" | "%G" | "%g" | "%a" | "%s" as form, path]:
            node = world.disk.node(path)
            if node is None:
                return _missing("stat", path)
            name = owner(world, world.disk.canonical(path))
            if form == "%s":
                return _line(str(len(node.content))) if type(node) is File else None
            mode = node.mode if type(node) is File else DIRECTORY_MODE
            said = {"%a": f"{mode:o}", "%u": IDS[name], "%g": IDS[name]}
            return _line(str(said.get(form, name)))
    return None


def cat(world: World, words: list[str], _: str) -> Result | None:
    """Print a file."""
    match words:
        case [path] | ["--", path]:
            node = world.disk.node(path)
            if type(node) is File:
                return Result(0, node.content.decode("utf-8", "surrogateescape"), "")
            return _missing("cat", path)
    return None


def sha256sum(world: World, words: list[str], _: str) -> Result | None:
    """Print a digest and the path."""
    return _digest(world, "sha256", words)


def md5sum(world: World, words: list[str], _: str) -> Result | None:
    """Print a digest and the path."""
    return _digest(world, "md5", words)


def _digest(world: World, kind: str, words: list[str]) -> Result | None:
    match words:
        case [path]:
            node = world.disk.node(path)
            if type(node) is not File:
                return _missing(f"{kind}sum", path)
            return _line(
                f"{hashlib.new(kind, node.content, usedforsecurity=False).hexdigest()}  {path}"
            )
    return None


def _line(text: str) -> Result:
    return Result(0, f"{text}\n", "")


def _missing(program: str, path: str) -> Result:
    return Result(1, "", f"{program}: {path}: No such file or directory\n")
