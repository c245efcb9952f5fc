"""What lies below a directory of a simulated host: `ls` and `find`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fnmatch import fnmatchcase

from deploy.ports import Result
from sim.storage.nodes import File, Link, Node
from sim.world import World

DIGESTS = ["-exec", "sha256sum", "{}", "+"]
MISSING = 2


def ls(world: World, words: list[str], _: str) -> Result | None:
    """List the names in a directory but for the hidden ones; a file is listed as itself."""
    match words:
        case ["-1", "-q", "--", path]:
            node = world.disk.node(path)
            if node is None:
                return Result(MISSING, "", f"ls: cannot access '{path}'\n")
            names = sorted(node) if type(node) is dict else [path]
            shown = [name for name in names if not name.startswith(".")]
            return Result(0, "".join(f"{name}\n" for name in shown), "")
    return None


def find(world: World, words: list[str], _: str) -> Result | None:
    """List what lies below directories, by name and by type; or the digests of it."""
    start = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    roots, tests = words[:start], words[start:]
    digested = tests[-len(DIGESTS) :] == DIGESTS
    tests = tests[: -len(DIGESTS)] if digested else tests
    wanted = dict(zip(tests[::2], tests[1::2], strict=False))
    if not roots or len(tests) % 2 or not set(wanted) <= {"-name", "-type"}:
        return None
    lines, code = [], 0
    for root in roots:
        node = world.disk.node(root, follow=root.endswith("/"))
        if node is None:
            code = 1
            continue
        for path, found in below(root, node):
            if _fits(path, found, wanted):
                lines.append(_digest(path, found) if digested else path)
    return Result(code, "".join(f"{line}\n" for line in lines), "")


def below(path: str, node: Node) -> Iterator[tuple[str, Node]]:
    """Give what lies at a path and below it; links are not followed."""
    yield path, node
    if type(node) is dict:
        for name, child in sorted(node.items()):
            yield from below(f"{path.rstrip('/')}/{name}", child)


def _fits(path: str, node: Node, wanted: dict[str, str]) -> bool:
    kind = "d" if type(node) is dict else "l" if type(node) is Link else "f"
    name = path.rstrip("/").rpartition("/")[2]
    return wanted.get("-type", kind) == kind and fnmatchcase(name, wanted.get("-name", "*"))


def _digest(path: str, node: Node) -> str:
    assert type(node) is File, "only files have digests: ask for -type f"
    return f"{hashlib.sha256(node.content).hexdigest()}  {path}"
