"""Caddyfiles: as much of their grammar as sites, upstreams, paths and imports need."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from deploy.ports import Answer
from sim.machinery.proxy import Site
from sim.storage.nodes import File

if TYPE_CHECKING:
    from sim.storage.disk import Disk

PORT_MAX = 65535
IMPORTS_MAX = 10
SILENT = ("bind", "encode", "header", "log", "root", "tls")
"""Directives that change nothing of what is modelled here."""
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}


Written = tuple[str, int, tuple[str, ...], tuple[str, ...]]
"""A line that says something: of which file, its number, its words, the imports that lead there."""


class Malformed(ValueError):
    """It is no Caddyfile; the words are Caddy's own."""


@dataclass(slots=True)
class Line:
    """A directive, or the header of a site, with what its braces hold."""

    path: str
    number: int
    words: list[str]
    chain: tuple[str, ...] = ()
    block: list[Line] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where it stands, as Caddy says it."""
        return f"{self.path}:{self.number}"


def sites_of(disk: Disk, path: str, content: bytes) -> tuple[Site, ...]:
    """Return the sites of a Caddyfile, the more special first; raise `Malformed`."""
    if not content:
        raise Malformed("EOF")
    return _adapted(tuple(_lines(disk, path, content.decode("utf-8", "replace"), ())))


@functools.lru_cache(maxsize=64)
def _adapted(lines: tuple[Written, ...]) -> tuple[Site, ...]:
    """Make sites of lines; the same ones are read once."""
    found: list[Site] = []
    for line in _tree(
        [Line(path, number, list(words), chain) for path, number, words, chain in lines]
    ):
        if not line.words:  # the block of global options
            continue
        found += _sites(line)
    return tuple(sorted(found, key=lambda site: (-len(site.name), -len(site.prefix))))


def _lines(disk: Disk, path: str, text: str, chain: tuple[str, ...]) -> Iterator[Written]:
    """Give the lines that say something, what is imported in the place of its import."""
    for number, words in _worded(text):
        if words[0] != "import":
            yield path, number, tuple(word.strip('"') for word in words), chain
            continue
        for name in _imported(disk, path, words[1], f"{path}:{number}"):
            if len(chain) == IMPORTS_MAX:
                raise Malformed(f"too many imports, at {path}:{number}")
            inner = disk.read(name).decode("utf-8", "replace")
            yield from _lines(disk, name, inner, (*chain, f"{path}:{number} (import)"))


@functools.lru_cache(maxsize=64)
def _worded(text: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the words of each line that says something, with its number; read once a text."""
    lines = (re.sub(r"(^|\s)#.*", "", written) for written in text.splitlines())
    found = (tuple(re.findall(r'"[^"]*"|\S+', line)) for line in lines)
    return tuple((number, words) for number, words in enumerate(found, start=1) if words)


def _imported(disk: Disk, path: str, pattern: str, place: str) -> list[str]:
    if not pattern.startswith("/"):
        pattern = f"{path.rpartition('/')[0]}/{pattern}"
    folder, _, name = pattern.rpartition("/")
    names = disk.names(folder) if type(disk.node(folder)) is dict else ()
    found = [f"{folder}/{each}" for each in names if fnmatchcase(each, name)]
    if not found and "*" not in name:
        raise Malformed(f"File to import not found: {pattern}, at {place}")
    return [each for each in found if type(disk.node(each)) is File]


def _tree(lines: list[Line]) -> list[Line]:
    """Put what braces hold below the line that opens them."""
    top: list[Line] = []
    open_blocks = [top]
    for line in lines:
        if line.words == ["}"] and len(open_blocks) > 1:
            open_blocks.pop()
            continue
        opens = line.words[-1] == "{"
        if opens:
            line.words = line.words[:-1]
        open_blocks[-1].append(line)
        if opens:
            open_blocks.append(line.block)
    if len(open_blocks) > 1:
        last = lines[-1]
        token = "{" if not open_blocks[-1] else last.words[-1]
        said = f"syntax error: unexpected token '{token}', expecting '}}', at {last.place}"
        chain = "','".join(last.chain)
        raise Malformed(f"{said} import chain: ['{chain}']")
    return top


def _sites(line: Line) -> Iterator[Site]:
    """Give the sites of one block: those of its directives, and what it says otherwise."""
    for address in line.words:
        hit = re.fullmatch(r"(?:(http)://)?([a-z0-9.*-]*)(?::([0-9]+))?,?", address)
        if hit is None:
            raise Malformed(f"subject does not qualify for certificate: '{address}'")
        port = int(hit[3] or (80 if hit[1] else 443))
        name = "" if hit[2] == "localhost" and hit[3] else hit[2]
        for directive in line.block:
            yield from _routes(directive, Site(port=port, name=name))
        yield Site(port=port, says=Answer(200, b""))


def _routes(line: Line, site: Site) -> Iterator[Site]:
    name, *words = line.words
    prefix = words.pop(0).rstrip("*") if words and words[0].startswith("/") else site.prefix
    if words and words[0].startswith("@"):  # a method, as a rule: of all methods one is modelled
        words.pop(0)
    here = Site(port=site.port, name=site.name, prefix=prefix)
    if name in ("handle", "route"):
        for inner in line.block:
            yield from _routes(inner, here)
    elif name == "respond":
        said = words[0].encode() if words and not words[0].isdigit() else b""
        status = next((int(word) for word in words if word.isdigit()), 200)
        yield Site(port=here.port, name=here.name, prefix=prefix, says=Answer(status, said))
    elif name == "reverse_proxy":
        yield _proxied(line, here, words)
    elif name not in SILENT and not name.startswith("@"):
        raise Malformed(f"{line.place}: unrecognized directive: {name}")


def _proxied(line: Line, site: Site, words: list[str]) -> Site:
    where = f"parsing caddyfile tokens for 'reverse_proxy': parsing upstream '{' '.join(words)}'"
    if not words:
        return Site(port=site.port, name=site.name, prefix=site.prefix, says=Answer(503, b""))
    port = words[0].rpartition(":")[2]
    if not port.isdigit() or int(port) > PORT_MAX:
        why = f'strconv.ParseUint: parsing "{port}": value out of range'
        raise Malformed(f"{where}: invalid start port: {why}, at {line.place}")
    holds = [_seconds(each.words[1]) for each in line.block if each.words[0] == "lb_try_duration"]
    return Site(
        port=site.port,
        name=site.name,
        prefix=site.prefix,
        upstream=int(port),
        holds_s=sum(holds),
    )


def _seconds(text: str) -> float:
    hit = re.fullmatch(r"([0-9.]+)(ms|s|m)", text)
    if hit is None:
        raise Malformed(f"bad duration value '{text}'")
    return float(hit[1]) * UNITS[hit[2]]
