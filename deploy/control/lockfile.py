"""Reading the lock: the very distributions that are installed, each with its digests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deploy.control.artifact import HASHES_MAX, LOCK, PACKAGES_MAX, SHA256, VERSION, Package
from deploy.control.strict import shown
from deploy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTES_MAX = 4 * 1024 * 1024
CURE = "Write it again and commit it: nox -s lock"
_COMMENT = re.compile(r"(^|[ \t])#.*")
_PIN = re.compile(
    r"(?P<name>[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?)"
    r"(\[[A-Za-z0-9._, -]+\])?"
    rf"==(?P<version>{VERSION})"
    r"([ \t]*;[ \t]*[A-Za-z0-9_.<>=!~'\" ()-]+?)?"
    rf"(?P<hashes>([ \t]+--hash=sha256:{SHA256})+)"
)


def parse(content: bytes) -> tuple[Package, ...]:
    """Return what a lock pins, in order; raise `Refused`, naming the line, for anything but pins.

    An option would lead to other indexes, an address to other files: neither belongs in a lock.
    A distribution may be pinned to several versions, under markers that exclude each other.
    """
    if len(content) > BYTES_MAX:
        raise Refused(f"{LOCK} has over {BYTES_MAX} bytes", CURE)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"{LOCK} is not UTF-8", CURE) from error
    found: dict[tuple[str, str], set[str]] = {}
    for number, line in _logical(text):
        pin = _PIN.fullmatch(line)
        if pin is None:
            raise Refused(f"{LOCK}, line {number}: {shown(line)} is no pin with its hashes", CURE)
        name = re.sub(r"[-_.]+", "-", pin["name"]).lower()
        hashes = {word.removeprefix("--hash=") for word in pin["hashes"].split()}
        found.setdefault((name, pin["version"]), set()).update(hashes)
    if len(found) > PACKAGES_MAX or any(len(hashes) > HASHES_MAX for hashes in found.values()):
        raise Refused(f"{LOCK} pins more than can be meant", CURE)
    return tuple(
        Package(name=name, version=version, hashes=tuple(sorted(found[name, version])))
        for name, version in sorted(found)
    )


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines without comments, continued ones joined, with the number of their first."""
    begun, joined = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        plain = _COMMENT.sub("", line.removesuffix("\r")).rstrip(" \t")
        begun = begun if joined else number
        goes_on = plain.endswith("\\")
        joined = f"{joined} {plain.removesuffix(chr(92)).strip()}".strip()
        if not goes_on:
            if joined:
                yield begun, joined
            joined = ""
    if joined:
        yield begun, joined
