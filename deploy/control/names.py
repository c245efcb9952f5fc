"""Names that a person or CI types, each read once: what has not the one right form is refused.

A refusal never repeats an address or a repository, which may hold a password; a commit and a
branch it shows, cut and without control characters.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from deploy.errors import Refused

COMMIT = re.compile("[0-9a-f]{40}")
DIGEST = re.compile("[0-9a-f]{64}")
BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
"""Far less than git allows, and all that a branch of ours is called."""
BRANCH_CHARACTERS_MAX = 200
REPOSITORY = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}/(?![.]{1,2}$)[A-Za-z0-9._-]{1,100}")
"""An owner of GitHub has at most 39 characters, a repository 100."""
LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ADDRESS = re.compile(rf"https://{LABEL}(?:[.]{LABEL})*(?::[0-9]{{1,5}})?(?:/[A-Za-z0-9_-]+)*/?")
"""A plain one: no user, no query, no brackets of IPv6, no escapes, no dots in its path."""
ADDRESS_CHARACTERS_MAX = 500
SHOWN_CHARACTERS_MAX = 60


def parse_commit(text: str) -> str:
    """Return a whole commit id, 40 lower-case hex digits."""
    if COMMIT.fullmatch(text) is None:
        raise Refused(f"{shown(text)} is no commit", "Give all 40 hex digits of it, in lower case")
    return text


def parse_digest(text: str) -> str:
    """Return a SHA-256 in its one spelling, 64 lower-case hex digits."""
    if DIGEST.fullmatch(text) is None:
        raise Refused(f"{shown(text)} is no SHA-256", "Give all 64 hex digits, in lower case")
    return text


def parse_branch(text: str) -> str:
    """Return the name of a branch."""
    ends = any(part.endswith((".", ".lock")) for part in text.split("/"))
    wrong = ends or ".." in text or text == "HEAD" or len(text) > BRANCH_CHARACTERS_MAX
    if wrong or BRANCH.fullmatch(text) is None:
        raise Refused(f"{shown(text)} is no branch of ours", "Give its plain name, such as main")
    return text


def parse_repository(text: str) -> str:
    """Return a repository of GitHub, `owner/name`."""
    if REPOSITORY.fullmatch(text) is None:
        raise Refused("GITHUB_REPOSITORY names no repository", "Its form is owner/name")
    return text


def parse_address(text: str, *, variable: str) -> str:
    """Return the plain https address that an API lies at, without a slash at its end."""
    advice = "Its form is https://HOST or https://HOST/PATH, with nothing else"
    if len(text) > ADDRESS_CHARACTERS_MAX or ADDRESS.fullmatch(text) is None:
        raise Refused(f"{variable} is no plain https address", advice)
    host = urlsplit(text).hostname or ""
    if re.fullmatch("[0-9.]+|0x[0-9a-f.x]+", host):
        raise Refused(f"{variable} has no name of a host", advice)
    return text.rstrip("/")


def shown(text: str) -> str:
    """Return a typed text as a message may hold it: quoted, in plain characters, not too long."""
    cut = ascii(text[:SHOWN_CHARACTERS_MAX])[:SHOWN_CHARACTERS_MAX]
    return cut if cut == ascii(text) else f"{cut}... ({len(text)} characters)"
