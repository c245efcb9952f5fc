"""What the fake uv makes of a lock: versions it holds to, and digests that it compares."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sim.goods import lock
from sim.goods.lock import Locked
from sim.programs.uv.wheelfile import Need, Unusable, allows
from sim.storage.nodes import File

if TYPE_CHECKING:
    from sim.world import World

REQUIRE = "--require-hashes"
CONSTRAINT = "--constraint"
NO_HASH = "In `--require-hashes` mode, all requirements must have a hash, but none were provided"
UNTRUSTED = "Hash-checking is required, but no trusted hash was provided for"
TOLD = re.compile(r"(?:(\S+?)(?:\[(.*)\])? @ file://)?([^\[#]*)(?:\[(.*)\])?(?:#sha256=(\w+))?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A wheel as it is asked for: where it lies, with which extras, and of which digest."""

    told: str
    path: str
    extras: tuple[str, ...]
    sha256: str | None
    url: str

    def prove(self, content: bytes, *, whole: bool) -> None:
        """See that it is the file that was meant; raise `Unusable`."""
        if self.sha256 is None:
            if whole:
                raise Unusable(2, f"{NO_HASH} for: {self.url}")
            return
        found = _digest(content)
        if found != self.sha256:
            raise mismatch(f"Failed to read `{self.told}`", self.told, (self.sha256,), found)


@functools.lru_cache(maxsize=64)
def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a lock allows; `whole` where nothing else may be installed."""

    rows: Mapping[str, Locked]
    whole: bool

    def narrowed(self, need: Need) -> Need:
        """Return a requirement that only the locked version satisfies; raise `Unusable`."""
        row = self.rows.get(need.name)
        if row is None:
            if self.whole:
                raise Unusable(1, f"{UNTRUSTED}: `{need.name}`")
            return need
        if not allows(need, row.version):
            asked = f"{need.name}=={row.version} and you require {need.name}{need.versions}"
            raise Unusable(
                1,
                "No solution found when resolving dependencies",
                f"Because {asked}, we can conclude that your requirements are unsatisfiable.",
            )
        return Need(need.name, f"=={row.version}", need.extra, locked=True)

    def prove(self, name: str, version: str) -> None:
        """See that what was fetched is what the lock means; raise `Unusable`."""
        row, there = self.rows.get(name), lock.offered().get(name)
        if row is None or there is None or there.version != version:
            return  # the index has what was locked elsewhere, or another day
        if not set(row.digests) & set(there.digests):
            told = f"{name}=={version}"
            raise mismatch(f"Failed to download `{told}`", told, row.digests, there.digests[0])


@functools.lru_cache(maxsize=256)
def asked(told: str) -> Asked:
    """Read how a wheel is asked for, by its path or its address."""
    hit = TOLD.fullmatch(told)
    assert hit is not None, f"the fake uv cannot read {told!r}"
    by_address = hit[1] is not None
    path = unquote(hit[3]) if by_address else hit[3]
    url = f"file://{hit[3]}" + (f"#sha256={hit[5]}" if hit[5] else "")
    extras = tuple((hit[2] or hit[4] or "").split(","))
    return Asked(told, path, extras, hit[5], url)


def constraint(world: World, words: list[str]) -> Constraint:
    """Return what the lock among the words allows; everything where there is none."""
    whole = REQUIRE in words
    if CONSTRAINT not in words:
        return Constraint({}, whole)
    path = words[words.index(CONSTRAINT) + 1]
    node = world.disk.node(path)
    if type(node) is not File:
        raise Unusable(2, f"File not found: {path}")
    return Constraint(lock.read(node.content), whole)


def operands(words: list[str]) -> list[str]:
    """Return the words that are no option and no option's value."""
    values = {words.index(CONSTRAINT) + 1} if CONSTRAINT in words else set()
    return [w for n, w in enumerate(words) if not w.startswith("--") and n not in values]


def mismatch(failed: str, told: str, expected: tuple[str, ...], found: str) -> Unusable:
    """Return uv's words for a file that is not the one meant."""
    wanted = "\n".join(f"           sha256:{digest}" for digest in expected)
    shown = f"Expected:\n{wanted}\n\n         Computed:\n           sha256:{found}"
    return Unusable(1, failed, f"Hash mismatch for `{told}`\n\n         {shown}")
