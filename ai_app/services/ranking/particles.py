"""Korean particles: which form follows a word, by the sound that ends it."""

import re
from enum import Enum
from typing import Literal

Pair = Literal["은/는", "이/가", "을/를", "과/와", "으로/로"]
"""The form after a final consonant, and the one after a vowel."""


class Ending(Enum):
    """How the last syllable of a word ends when it is read aloud."""

    VOWEL = "vowel"
    RIEUL = "ㄹ"
    CONSONANT = "another consonant"
    UNKNOWN = "unknown"


RIEUL_NUMBER, FINALS = 8, 28
"""The place of ㄹ among the 28 endings of a syllable in Unicode; 0 is none."""
HANGUL_FIRST, HANGUL_LAST = "가", "힣"
ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
"""A particle follows the word before the brackets in sound."""
SILENT = "\"')]}>.,!?…·™® "
DIGITS = {
    **dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True)),
    "%": "트",
    "+": "스",
    "#": "샵",
    "&": "드",
}
"""Their last syllables; tens, hundreds and thousands end as 0 does, in a consonant but no ㄹ."""
LETTERS = {"L": "엘", "M": "엠", "N": "엔", "R": "알"}
"""Of the names of Latin letters, those that end in a consonant."""
SPOKEN = (
    (re.compile(r"(ng|[mn]e?)$"), Ending.CONSONANT),  # Spring, Kotlin, Chrome, pipeline
    (re.compile(r"le?$"), Ending.RIEUL),  # Excel, Oracle
    (re.compile(r"(?<![aeiou])[aeiouy][bckpt]$|ck$"), Ending.CONSONANT),  # Git, Slack, WebRTC
)
"""How English words are said in Korean; all else, as Docker, React or Java, ends in a vowel."""


def with_particle(word: str, pair: Pair) -> str:
    """Return the word with the form of the particle that follows it; both where nobody can say."""
    after_consonant, after_vowel = pair.split("/")
    ending = ending_of(word)
    if ending is Ending.UNKNOWN:
        return f"{word}{after_consonant}({after_vowel})"
    soft = ending is Ending.VOWEL or (ending is Ending.RIEUL and pair == "으로/로")
    return f"{word}{after_vowel if soft else after_consonant}"


def ending_of(word: str) -> Ending:
    """Return how a word ends, whether in Hangul, digits, signs or Latin letters.

    Korean words follow the rule of the national orthography; Latin ones follow how they are mostly
    said: capitals by the names of the letters, other words by their last sounds.
    """
    bare = ASIDE.sub("", word).rstrip(SILENT)
    last = bare[-1:]
    if last in DIGITS:
        last = DIGITS[last]
    elif last.isascii() and last.isalpha():
        spelled = re.search(r"[A-Z]+$", bare)
        if not spelled:
            return _spoken(bare)
        last = LETTERS.get(last, "이")
    if not HANGUL_FIRST <= last <= HANGUL_LAST:
        return Ending.UNKNOWN
    final = (ord(last) - ord(HANGUL_FIRST)) % FINALS
    if final == RIEUL_NUMBER:
        return Ending.RIEUL
    return Ending.CONSONANT if final else Ending.VOWEL


def _spoken(word: str) -> Ending:
    for pattern, ending in SPOKEN:
        if pattern.search(word.lower()):
            return ending
    return Ending.VOWEL
