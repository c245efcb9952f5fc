"""Findings: what was looked at, whether it is well, and the command that mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Level(str, Enum):
    """What a finding means; as text, so that JSON holds the word."""

    OK = "OK"
    HINT = "HINT"
    """Worth knowing; nothing has to be done."""
    WRONG = "WRONG"
    """A person must look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing about a host."""

    level: Level
    about: str
    """What was looked at, in a word or two."""
    text: str
    mend: str = ""
    """The command that mends it; empty where nothing has to be mended."""


def ok(about: str, text: str) -> Finding:
    """Return what is as it should be."""
    return Finding(level=Level.OK, about=about, text=text)


def hint(about: str, text: str, mend: str = "") -> Finding:
    """Return what is worth knowing."""
    return Finding(level=Level.HINT, about=about, text=text, mend=mend)


def wrong(about: str, text: str, mend: str) -> Finding:
    """Return what a person must look at, and what mends it."""
    return Finding(level=Level.WRONG, about=about, text=text, mend=mend)


def any_wrong(found: Iterable[Finding]) -> bool:
    """Say whether a person must look."""
    return any(each.level is Level.WRONG for each in found)


def render(found: Iterable[Finding]) -> str:
    """Write findings for a person, one a line, what mends it below."""
    lines = []
    for each in found:
        lines.append(f"{each.level.value:<5}  {each.about:<12}  {each.text}")
        if each.mend:
            lines.append(f"{'':<21}mend: {each.mend}")
    return "\n".join(lines)
