"""Folds a text, character by character, so that one pattern finds a number however it is typed."""

import unicodedata
from dataclasses import dataclass

DASHES = "\u2212\u3161"
"""The sign minus, and a vowel that looks like a dash: no punctuation, and typed for it."""
FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters of Hangul that show as a gap."""
INVISIBLE = frozenset({"Cf", "Mn"})
"""Categories of characters that take no place: joiners, marks, and those that say a direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A folded text, and where each of its characters stood."""

    text: str
    places: tuple[int, ...]
    """One for each character, and one more: the length of the text that was folded."""


def folded(text: str) -> Folded:
    """Return the text with the digits, dashes, dots and spaces of any script as those of ASCII.

    Characters that nobody sees are left out. All others stay as they are: circled digits too, which
    stand before a number rather than in it.
    """
    characters, places = [], []
    for place, character in enumerate(text):
        if character.isascii():
            plain = character
        elif unicodedata.category(character) in INVISIBLE:
            continue
        else:
            plain = _plain(character)
        characters.append(plain)
        places.append(place)
    return Folded(text="".join(characters), places=(*places, len(text)))


def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(character) == "Pd" or character in DASHES:
        return "-"
    if character.isspace() or character in FILLERS:
        return "\n" if character in "\u2028\u2029\x85" else " "
    if character in "·・ㆍ。":
        return "."
    compatible = unicodedata.normalize("NFKC", character)
    alike = len(compatible) == 1 and compatible.isascii() and not compatible.isdigit()
    return compatible if alike else character
