"""Text on its way through a pipe of a simulated host: `cut`, `sed` and `grep`."""

from __future__ import annotations

import re

from deploy.ports import Result
from sim.shell.listings import below
from sim.storage.nodes import File
from sim.world import World

NO_MATCH, TROUBLE = 1, 2
DIFFERENT = frozenset("\\(){}+?|")
"""Characters that a basic regular expression reads otherwise than Python does."""


def cut(_: World, words: list[str], given: str) -> Result | None:
    """Print one field of each line; a line without the delimiter is printed whole."""
    hit = re.fullmatch(r"-d ?(.) ?-f ?([0-9]+)", " ".join(words))
    if hit is None:
        return None
    delimiter, number = hit[1], int(hit[2])
    lines = []
    for line in given.splitlines():
        fields = line.split(delimiter)
        lines.append(fields[number - 1] if number <= len(fields) else "")
        if len(fields) == 1:
            lines[-1] = line
    return Result(0, "".join(f"{line}\n" for line in lines), "")


def sed(world: World, words: list[str], _: str) -> Result | None:
    """Print what one substitution makes of the lines that it fits."""
    match words:
        case ["-nE", script, path]:
            hit = re.fullmatch(r"s/([^/]*)/([^/]*)/p", script)
            if hit is None:
                return None
            node = world.disk.node(path)
            if type(node) is not File:
                return Result(TROUBLE, "", f"sed: can't read {path}\n")
            lines = node.content.decode("utf-8", "surrogateescape").splitlines()
            changed = (re.subn(hit[1], hit[2], line, count=1) for line in lines)
            return Result(0, "".join(f"{line}\n" for line, count in changed if count), "")
    return None


def grep(world: World, words: list[str], given: str) -> Result | None:
    """Look for a pattern in a file, or for fixed strings in all files below some places."""
    match words:
        case ["-qs", "--", pattern, path]:
            if set(pattern) & DIFFERENT:
                return None
            node = world.disk.node(path)
            if type(node) is not File:
                return Result(TROUBLE, "", "")
            lines = node.content.decode("utf-8", "surrogateescape").splitlines()
            found = any(re.search(pattern, line) for line in lines)
            return Result(0 if found else NO_MATCH, "", "")
        case ["-rlFf", "-", "--", *places]:
            return _listed(world, given.splitlines(), places)
    return None


def _listed(world: World, strings: list[str], places: list[str]) -> Result:
    missing = [place for place in places if world.disk.node(place) is None]
    found = [
        path
        for place in places
        for path, node in below(place, world.disk.node(place) or {})
        if type(node) is File and any(text.encode() in node.content for text in strings)
    ]
    code = TROUBLE if missing else 0 if found else NO_MATCH
    return Result(code, "".join(f"{path}\n" for path in found), "")
