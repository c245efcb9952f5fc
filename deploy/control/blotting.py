"""Blotting out: secrets leave a text in every spelling, and so does whatever looks like one."""

from __future__ import annotations

import functools
import json
import re
from base64 import b64encode, urlsafe_b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlsplit

from deploy.redaction import SHORTEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deploy.control.secret import Secret

PART_CHARACTERS_MIN = 12
"""A shorter piece of an address is a word, not a key."""
CODED_CHARACTERS_MIN = 6
"""A shorter piece of base64 is found in texts that have nothing to do with it."""

LIKE_SECRETS = tuple(
    (re.compile(form, re.ASCII | re.IGNORECASE), instead)
    for form, instead in (
        (r"(https?://[^\s?#\"'<>\\]+)\?[^\s\"'<>]*", r"\1?[query]"),
        (r"(://)[^\s/@\"'<>]+@", r"\1[credentials]@"),
        (r"(/api/(?:v[0-9]+/)?webhooks/[0-9]+/)[\w-]+", r"\1[token]"),
        (r"(X-Amz-(?:Signature|Credential|Security-Token)(?:=|%3D))[^\s&\"'<>]+", r"\1[signed]"),
        (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", "[key id]"),
        (r"\b(?:gh[pousr]|github_pat)_[A-Za-z0-9_]{20,}", "[token]"),
        (r"(authorization\W+(?:basic|bearer|token)\s+)\S+", r"\1[credentials]"),
    )
)
"""What is a secret by its form: signed addresses, passwords in addresses, tokens of known kinds."""


def blot(text: str, secrets: Iterable[Secret]) -> str:
    """Return `text` with every secret, and every spelling of one, replaced by its name.

    Found first and replaced together, so that of two secrets that overlap no rest stays.
    """
    found = sorted(
        (begin, begin + len(spelling), secret.name)
        for secret in secrets
        for spelling in spellings(secret.reveal())
        if spelling in text  # hardly any is
        for begin in _places(text, spelling)
    )
    pieces, end = [], 0
    for begin, until, name in found:
        if begin >= end:
            pieces += [text[end:begin], f"[{name}]"]
        end = max(end, until)
    text = "".join((*pieces, text[end:]))
    for form, instead in LIKE_SECRETS:
        text = form.sub(instead, text)
    return text


@functools.lru_cache(maxsize=32)
def spellings(value: str) -> frozenset[str]:
    """Return how a secret may be written: as it is, in parts, URL-encoded, in JSON, in base64."""
    found: set[str] = set()
    for part in _parts(value):
        quoted = {quote(part, safe="", errors="replace"), quote(part, errors="replace")}
        quoted.add(quote_plus(part, errors="replace"))
        found |= {part, *quoted, *(quote(each, safe="") for each in quoted)}
        found |= {re.sub("%..", lambda hexed: hexed[0].lower(), each) for each in quoted}
        found |= {json.dumps(part)[1:-1], json.dumps(part, ensure_ascii=False)[1:-1]}
        found |= {repr(part)[1:-1], part.replace("/", r"\/")}
        raw = part.encode(errors="surrogatepass")
        found |= {raw.hex(), *_coded(raw)}
    return frozenset(word for word in found if len(word) >= SHORTEST)


def _parts(value: str) -> Iterator[str]:
    """Return a secret, its lines, and where it is an address what is secret in it."""
    yield value
    yield value.strip()
    yield from (line for line in value.splitlines() if len(line) >= PART_CHARACTERS_MIN)
    if "://" in value:
        try:
            address = urlsplit(value)
            password = address.password
        except ValueError:
            return
        pieces = (*address.path.split("/"), *re.split("[&=]", address.query))
        yield from (piece for piece in pieces if len(piece) >= PART_CHARACTERS_MIN)
        yield password or value


def _coded(raw: bytes) -> Iterator[str]:
    """Return base64 of these bytes, and what stands of it wherever in longer bytes they lie."""
    for encode in (b64encode, urlsafe_b64encode):
        yield encode(raw).decode()
        yield encode(raw).decode().rstrip("=")
        for before, skipped in ((0, 0), (1, 2), (2, 3)):
            groups, over = divmod(len(raw) + before, 3)
            inner = encode(bytes(before) + raw).decode()[skipped : groups * 4 + over]
            if len(inner) >= CODED_CHARACTERS_MIN:
                yield inner


def _places(text: str, word: str) -> Iterator[int]:
    """Return where a word stands in a text, overlapping places too."""
    begin = text.find(word)
    while begin >= 0:
        yield begin
        begin = text.find(word, begin + 1)
