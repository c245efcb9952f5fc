"""Secrets never leave the host: what the `.env` files hold is blotted out of every message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deploy.host import Host

SHORTEST = 4
"""Shorter values (a port, `true`) are no secrets, and blotting them out would hide the message."""


def redact(host: Host, text: str) -> str:
    """Return `text` with every value of the host's `.env` files replaced by its name."""
    return blotted(secrets(host), text)


def blotted(known: Iterable[tuple[str, str]], text: str) -> str:
    """Return `text` with these values replaced by their names, the longest first."""
    for name, value in sorted(known, key=lambda pair: -len(pair[1])):
        text = text.replace(value, f"[{name}]")
    return text


def secrets(host: Host) -> list[tuple[str, str]]:
    """Return the names and values of the `.env` files, and the passwords inside of URLs."""
    found = []
    for path in (f"{host.layout.app}/.env", f"{host.layout.live}/.env"):
        try:
            lines = host.files.read(path).decode(errors="replace").splitlines()
        except OSError:
            continue
        for line in lines:
            name, equals, value = line.removeprefix("export ").partition("=")
            value = value.strip().strip("'\"")
            if not equals or name.startswith("#"):
                continue
            found.append((name.strip(), value))
            found += [(name.strip(), word) for word in re.findall(r"://[^:/@]*:([^@/]+)@", value)]
    return [(name, value) for name, value in found if len(value) >= SHORTEST]
