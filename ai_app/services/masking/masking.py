"""Masks personal data in a text: each number, address or name of a profile becomes its kind."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.masking.folding import folded
from services.masking.kinds import Kind
from services.masking.patterns import PATTERNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where something personal stands in a text: from `begin` up to `end`."""

    begin: int
    end: int
    kind: Kind


def mask(text: str) -> str:
    """Return the text with `[phone]`, `[email]` and the like in the place of what is personal.

    Done again it changes nothing. Ends, since each round takes characters away that no placeholder
    brings back.
    """
    while findings := found(text):
        for each in reversed(findings):
            text = f"{text[: each.begin]}[{each.kind.value}]{text[each.end :]}"
    return text


def found(text: str) -> list[Finding]:
    """Return what is personal in a text, in order; what overlaps is one, and the first kind's."""
    plain = folded(text)
    merged: list[Finding] = []
    for begin, end, kind in sorted(_matches(plain.text), key=lambda match: match[0]):
        last = merged[-1] if merged else None
        if last is None or begin >= last.end:
            merged.append(Finding(begin=begin, end=end, kind=kind))
        else:
            kinds = list(Kind)
            first = min(last.kind, kind, key=kinds.index)
            merged[-1] = Finding(begin=last.begin, end=max(last.end, end), kind=first)
    places = plain.places
    return [
        Finding(begin=places[each.begin], end=places[each.end - 1] + 1, kind=each.kind)
        for each in merged
    ]


def _matches(text: str) -> Iterator[tuple[int, int, Kind]]:
    for kind, patterns in PATTERNS.items():
        for pattern in patterns:
            for match in pattern.regex.finditer(text):
                if not pattern.ordinary(match.group()):
                    yield match.start(), match.end(), kind
