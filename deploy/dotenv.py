"""The `.env` file: which keys it sets. Their values are for nobody's eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deploy.ports import Reader


def keys(reader: Reader, path: str) -> frozenset[str]:
    """Return the keys that are set to something; none where there is no file. Raises `OSError`."""
    if reader.kind(path) is None:
        return frozenset()
    found = set()
    for line in reader.read(path).decode(errors="replace").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#") and value.strip().strip("'\""):
            found.add(name.strip())
    return frozenset(found)
