"""The secrets of the service: that they are there, and closed to others. No value is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deploy import differences, dotenv, ownwords, redaction
from deploy.doctor.finding import Finding, hint, ok, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.host import View

NEEDED = ("GEMINI_API_KEY", "DATABASE_URL")
SECRETIVE = re.compile(f"(?i){differences.SECRETIVE}")
OTHERS = 0o007


def look(view: View) -> list[Finding]:
    """Look at the keys of `.env` and at its permissions."""
    path = f"{view.layout.app}/.env"
    edit = f"nano {path}"
    if view.files.kind(path) is None:
        said = f"{path} is not there; it sets {' and '.join(NEEDED)}"
        return [wrong("secrets", said, f"install -m 600 /dev/null {path} && {edit}")]
    there = dotenv.keys(view.files, path)
    found = [
        wrong("secrets", f"{path} does not set {name}", f"{edit}  # a line {name}=...")
        for name in NEEDED
        if name not in there
    ]
    mode = view.files.marks(view.files.resolve(path)).mode
    if mode & OTHERS:
        said = f"{path} is open to every user of this machine ({mode:o})"
        found.append(wrong("secrets", said, f"chmod 600 {path}"))
    well = ok("secrets", f"{path} sets {' and '.join(NEEDED)}, for its owner alone")
    return [*(found or [well]), *_cannot_be_kept(view, path)]


def _cannot_be_kept(view: View, path: str) -> list[Finding]:
    """Look for passwords that are words which the deployer tells anyway: nobody can hide those."""
    given = dotenv.settings(view.files.read(path).decode(errors="replace"))
    names = [name for name, value in given if any(_is_plain(view, name, value))]
    if not names:
        return []
    said = f"{' and '.join(dict.fromkeys(names))} of {path}: that password is a word of commands"
    return [hint("secrets", f"{said} and paths, and cannot be kept out of messages")]


def _is_plain(view: View, name: str, value: str) -> Iterator[bool]:
    words = [*redaction.passwords(value), *([value] if SECRETIVE.search(name) else [])]
    return (len(word) > 0 and ownwords.is_own(view.config, word) for word in words)
