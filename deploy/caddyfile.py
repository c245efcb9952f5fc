"""Reading a Caddyfile, as far as it concerns this service: what it imports, and what it proxies."""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from deploy.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.ports import Reader

FILES_MAX = 100
"""More files than these are not looked into: an import may name itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something, and where it stands."""

    path: str
    number: int
    text: str

    @property
    def words(self) -> list[str]:
        """The line word by word, without a comment."""
        found = re.findall(r'"[^"]*"|\S+', re.sub(r"(^|\s)#.*", "", self.text))
        return [word.strip('"') for word in found]


def lines(reader: Reader, path: str) -> tuple[Line, ...]:
    """Return the lines of a Caddyfile and of all that it imports. Raises `OSError` for `path`."""
    found = list(_lines_of(reader, path))
    seen = {path}
    for line in found:  # grows while it is read: what is imported imports in turn
        for inner in sorted(imported(reader, line) - seen):
            if len(seen) < FILES_MAX:
                seen.add(inner)
                with suppress(OSError):  # another tenant's, which only Caddy may read
                    found += _lines_of(reader, inner)
    return tuple(found)


def _lines_of(reader: Reader, path: str) -> Iterator[Line]:
    texts = reader.read(path).decode("utf-8", "replace").splitlines()
    for number, text in enumerate(texts, start=1):
        if text.strip() and not text.strip().startswith("#"):
            yield Line(path, number, text)


def imported(reader: Reader, line: Line) -> set[str]:
    """Return the paths that a line imports, those of a pattern as far as they are there."""
    words = line.words
    if words[:1] != ["import"] or len(words) == 1:
        return set()
    pattern = posixpath.join(posixpath.dirname(line.path), words[1])
    folder, name = posixpath.split(pattern)
    if "*" not in name:
        return {pattern} if reader.kind(pattern) is Kind.FILE else set()
    names = reader.names(folder) if reader.kind(folder) is Kind.DIRECTORY else ()
    return {f"{folder}/{each}" for each in names if fnmatchcase(each, name)}


def imports(line: Line, path: str) -> bool:
    """Say whether a line imports this path, whether it is there or not."""
    words = line.words
    if words[:1] != ["import"] or len(words) == 1:
        return False
    folder, name = posixpath.split(posixpath.join(posixpath.dirname(line.path), words[1]))
    return posixpath.dirname(path) == folder and fnmatchcase(posixpath.basename(path), name)


def proxies(line: Line, port: int) -> bool:
    """Say whether a line passes requests on to this port of this machine."""
    words = line.words
    if words[:1] not in (["reverse_proxy"], ["to"]):
        return False
    place = rf"(?:https?://)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])?:{port}"
    return any(re.fullmatch(place, word) for word in words[1:])
