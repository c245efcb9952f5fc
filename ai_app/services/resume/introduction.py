"""Takes a person's introduction from the summary that their résumé begins with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.resume.sections import Line, Section

SENTENCES_MAX = 6
CHARACTERS_MAX = 1_000
SENTENCE_END = re.compile(r"(?<=[.!?。…])\s+")
BULLET = re.compile(r"^\s*[-*•·▪■●○◦]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What somebody says of themselves."""

    text: str = ""
    lines: tuple[int, ...] = ()
    """The numbers of the lines of which it is the beginning."""


def find_introduction(lines: Sequence[Line]) -> Introduction:
    """Return the first sentences of the first summary, within bounds; none where there is none.

    Lines are joined as a paragraph: a PDF breaks them where the page ends.
    """
    found = [line for line in _first_summary(lines) if line.text]
    text = " ".join(BULLET.sub("", line.text) for line in found)
    kept = ""
    for sentence in SENTENCE_END.split(text)[:SENTENCES_MAX]:
        longer = f"{kept} {sentence}".strip()
        if len(longer) > CHARACTERS_MAX:
            break
        kept = longer
    kept = kept or text[:CHARACTERS_MAX].rstrip()
    return Introduction(text=kept, lines=tuple(line.number for line in found))


def _first_summary(lines: Sequence[Line]) -> Sequence[Line]:
    begin = next((n for n, line in enumerate(lines) if line.section is Section.SUMMARY), len(lines))
    for end in range(begin, len(lines)):
        if lines[end].section is not Section.SUMMARY:
            return lines[begin:end]
    return lines[begin:]
