"""Fences what people wrote, so that a model reads it as data and never as what it is asked.

Data is one JSON object between two tags. JSON keeps each text within its quotes, and `<` and `>`
are written as escapes, so the closing tag stands once, where we put it, whatever anybody wrote
(OWASP LLM01, prompt injection: separate untrusted content, and say so). That makes orders in a text
recognisable, not harmless: what comes back is judged too, and the model has no tools to misuse.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from services.masking.masking import mask

Said: TypeAlias = str | int | Sequence[str] | None
OPEN, CLOSE = "<data>", "</data>"
TEXT_MAX = 1_500
"""Characters of one text: what comes after is seldom about the job, and costs tokens."""
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Categories of characters that a reader does not see and a model does: orders hide in them."""


def fenced(people: Mapping[str, Mapping[str, Said]], *, text_max: int = TEXT_MAX) -> str:
    """Return what is known of people as data: masked, bounded, without what cannot be seen."""
    known = {
        who: {
            name: _clean(said, text_max)
            for name, said in facts.items()
            if said not in (None, "", (), [])
        }
        for who, facts in people.items()
    }
    body = json.dumps(known, ensure_ascii=False, indent=1)
    escaped = body.replace("<", "\\u003c").replace(">", "\\u003e")
    return f"{OPEN}\n{escaped}\n{CLOSE}"


def _clean(said: Said, text_max: int) -> Said:
    if isinstance(said, str):
        return clean(said, text_max)
    return [clean(each, text_max) for each in said] if isinstance(said, Sequence) else said


def clean(text: str, text_max: int = TEXT_MAX) -> str:
    """Return a text as a model may read it; masked before it is cut, lest half a number stay."""
    seen = "".join(
        each for each in text if each == "\n" or unicodedata.category(each) not in UNSEEN
    )
    return mask(seen)[:text_max].strip()
