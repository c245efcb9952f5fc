"""The `.env` files: which keys they set, and to what. Their values are for nobody's eyes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.ports import Reader

SETTING = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<name>[^\s=#'"]+|'[^'\n]+')[ \t]*=[ \t]*"""
    r"""(?:'(?P<single>(?:\\.|[^'\\])*)'|"(?P<double>(?:\\.|[^"\\])*)")?(?P<rest>[^\n]*)""",
    re.MULTILINE | re.DOTALL,
)
"""One setting, as python-dotenv reads it: what is in quotes may go on over lines."""
REMARK = re.compile(r"(?:^|\s+)#.*")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def keys(reader: Reader, path: str) -> frozenset[str]:
    """Return the keys that are set to something; none where there is no file. Raises `OSError`."""
    if reader.kind(path) is None:
        return frozenset()
    found = settings(reader.read(path).decode(errors="replace"))
    return frozenset(name for name, value in found if value)


def told(text: str) -> Iterator[tuple[str, str]]:
    """Give each key with its value, in every form in which a program may tell it.

    Of what goes on over lines each line too, and what that sets where it is read alone: a quote
    that was never closed would hide all settings below it.
    """
    for part in (text, *text.splitlines()):
        yield from settings(part)


def settings(text: str) -> Iterator[tuple[str, str]]:
    """Give each key with its value: as written, and without quotes, escapes and a remark."""
    for found in SETTING.finditer(text.replace("\r\n", "\n")):
        name = found["name"].strip("'")
        for value in dict.fromkeys(_forms(found)):
            yield name, value


def _forms(found: re.Match[str]) -> Iterator[str]:
    quoted = found["single"] if found["single"] is not None else found["double"]
    written = found["rest"].strip()
    if quoted is None:
        yield REMARK.sub("", written)
        yield written.strip("'\"")  # a quote that is never closed
        return
    for value in (quoted, ESCAPED.sub(lambda hit: ESCAPES.get(hit[1], hit[1]), quoted)):
        yield value
        yield from (line.strip() for line in value.splitlines())
    if written and not written.startswith("#"):
        yield f"{quoted}{written}"  # what a shell makes of it
