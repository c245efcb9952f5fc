"""Secrets never leave the host: what the `.env` files hold is blotted out of every message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deploy.host import Host

    Secrets = Sequence[tuple[str, str]]
    """Names and values, as they stand in the files."""

SHORTEST = 4
"""Shorter values (a port, `true`) are no secrets, and blotting them out would hide the message."""
READS = 2
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
    return text


def secrets(host: Host) -> Secrets | None:
    """Return the names and values of the `.env` files, and the passwords inside of URLs.

    Each is read twice: a secret that one bad read has changed would be told. None where one is
    there and could not be read: nobody knows them then.
    """
    found: dict[tuple[str, str], None] = {}
    for path in (f"{host.layout.app}/.env", f"{host.layout.live}/.env"):
        contents = [_content(host, path) for _ in range(READS)]
        for content in contents:
            if content is None:
                return None
            found.update(dict.fromkeys(_secrets_in(content)))
    return [(name, value) for name, value in found if len(value) >= SHORTEST]


def _content(host: Host, path: str) -> bytes | None:
    """Return what lies at a path, nothing where no file does; None where it cannot be read."""
    try:
        return host.files.read(path)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return b""
    except OSError:
        return None


def _secrets_in(content: bytes) -> Iterator[tuple[str, str]]:
    for line in content.decode(errors="replace").splitlines():
        name, equals, value = line.removeprefix("export ").partition("=")
        value = value.strip().strip("'\"")
        if not equals or name.startswith("#"):
            continue
        yield name.strip(), value
        for word in re.findall(r"://[^:/@]*:([^@/]+)@", value):
            yield name.strip(), word
