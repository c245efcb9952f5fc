"""What would change in a configuration file, shown without any secret that stands in it."""

from __future__ import annotations

import difflib
import re

PLAIN_NAMES = ("PYTHONPATH", "NODE_ENV", "PATH")
"""Variables that are no secrets."""
SECRETIVE = "key|token|secret|passw|webhook|dsn|credential|auth"
VALUE = r"""(?:"[^"]*"|'[^']*'|`[^`]*`|[^\s,;}]+)"""
ASSIGNED = re.compile(
    rf"""(["']?\b(?!(?:{"|".join(PLAIN_NAMES)})\b)(?:[A-Z][A-Z0-9_]+|\w*(?i:{SECRETIVE})\w*)["']?"""
    rf"""\s*[:=]\s*){VALUE}"""
)
"""`NAME: value`, where the name is a variable's or a secret's."""
OPTION = re.compile(rf"(--[\w-]*(?i:{SECRETIVE})[\w-]*[ =]){VALUE}")
PASSWORD = re.compile(r"(://[^:/@\s]*:)[^@/\s]+(?=@)")


def masked(text: str) -> str:
    """Return `text` with what may be secret blotted out, wherever such files hold secrets."""
    for pattern in (ASSIGNED, OPTION, PASSWORD):
        text = pattern.sub(r"\1[hidden]", text)
    return text


def unified(path: str, before: bytes | None, after: bytes, *, context: int = 3) -> str:
    """Return the unified diff of a file; its first line is its header.

    `after` is ours and holds no secret; what is taken away may hold some, and is masked.
    """
    old, new = _lines(before or b""), _lines(after)
    header = "/dev/null" if before is None else path
    found = list(difflib.unified_diff(old, new, header, path, lineterm="", n=context))
    if not found:
        found = [f"--- {header}", f"+++ {path}", "(what differs is the end of a line)"]
    shown = [masked(line) if line.startswith("-") else line for line in found]
    return "\n".join([*found[:2], *shown[2:]])


def summary(before: bytes, after: bytes) -> str:
    """Say in a few words how far a file is from what it should be."""
    added = removed = 0
    for line in difflib.ndiff(_lines(before), _lines(after)):
        added += line.startswith("+ ")
        removed += line.startswith("- ")
    return f"{added} lines to add, {removed} to take away"


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").splitlines()
