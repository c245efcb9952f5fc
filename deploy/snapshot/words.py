"""Words of others, such as the arguments of a tenant: told only as far as they hold no secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deploy import redaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.host import Host

HIDDEN = "[hidden]"
WORDS_MAX = 40
WORD_MAX = 200
NAMES_SECRET = re.compile(
    r"(?i)(secret|token|passw|pwd|credential|auth|dsn|api|key|private|user|database|url)"
)
"""What follows an option of such a name is nobody's business."""
IN_ADDRESS = re.compile(r"://[^/\s]*@")
LIKE_A_KEY = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+_=-]{20,}")
"""Long and without a slash or a dot: no path, no name of a module."""


def plain(host: Host, text: str) -> str:
    """Return a command line without anything that is, or looks like, a secret."""
    known = redaction.secrets(host)
    if known is None:
        return HIDDEN
    for name, value in known:
        if not _is_common(value):
            text = text.replace(value, f"[{name}]")
    words = text.split()
    shown = list(_shown(words[:WORDS_MAX]))
    return " ".join([*shown, "..."] if len(words) > WORDS_MAX else shown)


def _is_common(value: str) -> bool:
    """Say whether a value stands in every command line: a port, or the app itself."""
    return value.isdigit() or value.endswith(":app")


def _shown(words: list[str]) -> Iterator[str]:
    hides_next = False
    for word in words:
        name, equals, value = word.partition("=")
        if hides_next and not word.startswith("-"):
            yield HIDDEN
            hides_next = False
            continue
        is_secret = NAMES_SECRET.search(name) is not None
        is_option = word.startswith("-") or bool(equals)
        hides_next = is_option and is_secret and not equals
        if equals and (is_secret or _looks_secret(value)):
            yield f"{name}={HIDDEN}"
        elif _looks_secret(word):
            yield HIDDEN
        else:
            yield word[:WORD_MAX]


def _looks_secret(word: str) -> bool:
    return bool(IN_ADDRESS.search(word)) or LIKE_A_KEY.fullmatch(word) is not None
