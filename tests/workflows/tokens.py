"""The words of an expression of GitHub Actions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FORMS = {
    "space": r"\s+",
    "number": r"-?(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)",
    "text": r"'(?:[^']|'')*'",
    "name": r"[A-Za-z_][A-Za-z0-9_-]*",
    "sign": r"&&|\|\||==|!=|[!().,]",
}
TOKEN = re.compile("|".join(f"(?P<{name}>{form})" for name, form in FORMS.items()))


class NotUnderstood(AssertionError):
    """Something that this interpreter does not know: it never guesses."""


@dataclass(frozen=True)
class Token:
    """One word, and of which kind."""

    kind: str
    text: str


def tokens(source: str) -> Iterator[Token]:
    """Take an expression apart."""
    place = 0
    while place < len(source):
        found = TOKEN.match(source, place)
        if found is None:
            raise NotUnderstood(f"{source[place:]!r} in {source!r}")
        place = found.end()
        if found.lastgroup != "space":
            yield Token(str(found.lastgroup), found[0])
