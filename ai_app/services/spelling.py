"""How a name may be written: in which case and width, and with what between its words."""

import re
import unicodedata

SEPARATORS = re.compile(r"[\s._\-/·]+")
"""What stands between the words of a name, and makes no other name of it: React.js is reactjs."""
LETTERS = re.compile(r"[^\s._\-/·]+")
"""What stands between those."""
PIECE_MIN = 2
"""So long is each piece of a name that is written apart; what is shorter is a word by itself."""
GROWTH_MAX, SHORT = 2, 64
"""No text in a language grows as much; a short one may."""


def key(text: str) -> str:
    """Return what makes a name: without case, width and separators."""
    return SEPARATORS.sub("", folded(text))


def folded(text: str) -> str:
    """Return a text without case and width; of another length, of `GROWTH_MAX` times at most.

    A ligature may stand for 18 letters: of a text of nothing else the end is cut off.
    """
    return unicodedata.normalize("NFKC", text).casefold()[: GROWTH_MAX * len(text) + SHORT]


def is_one_name(written: str, alias: str) -> bool:
    """Say whether this is one name written apart, and not short words that happen to follow."""
    pieces = SEPARATORS.split(written)
    return written == folded(alias) or len(pieces) == 1 or min(map(len, pieces)) >= PIECE_MIN
