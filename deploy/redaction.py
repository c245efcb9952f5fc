"""Secrets never leave the host: what the `.env` files hold is blotted out of every message."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from deploy import dotenv, ownwords, sharing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deploy.host import Host, View

    Secrets = Sequence[tuple[str, str]]
    """Names and values, as they stand in the files."""

SHORTEST = 4
"""Shorter values (a port, `true`) are no secrets, and blotting them out would hide the message."""
READS = 2
PASSWORDS = (re.compile(r"://[^:/?#@\s]*:([^/?#\s]+)@"), re.compile(r"://[^:/@\s]*:([^@\s]+)@"))
"""Up to the last `@` of the host's part, and up to the first one: people write either."""
IN_ADDRESS = re.compile(r"(://[^:/@\s]*:)(?!\[)[^@/\s]+(?=@)")
"""A password in an address that somebody tells, whatever it is."""
UNTOLD = "[not told: a .env file cannot be read, so nobody knows what of it is a secret]"


def redact(host: Host, text: str) -> str:
    """Return `text` with every value of the host's `.env` files replaced by its name."""
    return blotted(secrets(host), text)


def blotted(known: Secrets | None, text: str) -> str:
    """Return `text` with these values replaced by their names, the longest first.

    Where they are not known, what comes after the first colon is left out: until there a message
    has the deployer's own words, and a program's words, which may hold anything, come after one.
    """
    if known is None:
        ours, colon, others = text.partition(": ")
        return f"{ours}{colon}{UNTOLD}" if others else text
    for name, value in sorted(known, key=lambda pair: -len(pair[1])):
        text = text.replace(value, f"[{name}]")
    return IN_ADDRESS.sub(r"\1[hidden]", text)


def secrets(host: Host | View) -> Secrets | None:
    """Return the names and values of the `.env` files, and the passwords inside of URLs.

    Each is read twice: a secret that one bad read has changed would be told. None where one is
    there and could not be read: nobody knows them then. A value that is one of the deployer's own
    words is blotted out beside its name alone, or no path and no command could be told.
    """
    found: dict[tuple[str, str], None] = {}
    put_aside = _put_aside(host)
    if put_aside is None:
        return None
    for path in (*_places(host), *put_aside):
        contents = [_content(host, path) for _ in range(READS)]
        for content in contents:
            if content is None:
                return None
            found.update(dict.fromkeys(_secrets_in(content)))
    known = [(name, value) for name, value in found if len(value) >= SHORTEST]
    return [
        (name, f"{name}={value}" if ownwords.is_own(host.config, value) else value)
        for name, value in known
    ]


def _places(host: Host | View) -> list[str]:
    """Return where `.env` files lie: the service's own, and those that it keeps in its code."""
    layout = host.layout
    first = [f"{layout.app}/.env", f"{layout.live}/.env"]
    kept = [name for name in host.config.kept if name.startswith(".env")]
    others = [f"{where}/{name}" for where in (layout.live, layout.shared) for name in kept]
    return [*first, *(path for path in others if path not in first and _may_be(host, path))]


def _put_aside(host: Host | View) -> list[str] | None:
    """Return where files lie that were shared before; None where nobody can see.

    A key that was changed on this host alone may be in use elsewhere, and in the logs it is still.
    """
    shared, names = host.layout.shared, [n for n in host.config.kept if n.startswith(".env")]
    if not names or not _may_be(host, shared):
        return []
    starts = tuple(f"{name}{sharing.ASIDE}" for name in names)
    try:
        return [f"{shared}/{n}" for n in host.files.names(shared) if n.startswith(starts)]
    except OSError:
        return None


def _may_be(host: Host | View, path: str) -> bool:
    try:
        return host.files.kind(path) is not None
    except OSError:
        return True  # reading it says why


def _content(host: Host | View, path: str) -> bytes | None:
    """Return what lies at a path, nothing where no file does; None where it cannot be read."""
    try:
        return host.files.read(path)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return b""
    except OSError:
        return None


@functools.lru_cache(maxsize=8)  # a command reads the same few files for each text that it tells
def _secrets_in(content: bytes) -> Secrets:
    found: dict[tuple[str, str], None] = {}
    for name, value in dotenv.told(content.decode(errors="replace")):
        found.update(dict.fromkeys([(name, value), *((name, word) for word in passwords(value))]))
    return tuple(found)


def passwords(value: str) -> Iterator[str]:
    """Give the passwords of the URLs in a value, as they are written and as they are meant."""
    for pattern in PASSWORDS:
        for word in pattern.findall(value):
            yield word
            yield unquote(word)
