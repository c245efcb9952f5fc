"""Judges what a model wrote: what nobody may be shown is refused, and the template takes its place.

A text is judged as it grows, before each piece is passed on, so nobody sees what is refused.
"""

import re
from collections.abc import Mapping

from schemas.errors import WordsDown
from schemas.language import Language
from schemas.words import Purpose
from services.masking.masking import found
from services.words.fencing import CLOSE, OPEN
from services.words.prompting import CHARACTERS_MAX

LETTERS: Mapping[Language, re.Pattern[str]] = {
    "ko": re.compile("[가-힣]"),
    "en": re.compile("[A-Za-z]"),
}
SHARES_MIN: Mapping[Language, float] = {"ko": 0.3, "en": 0.7}
"""Of the letters; names of skills and companies are Latin in Korean texts too."""
LEAKED = re.compile(rf"{re.escape(OPEN)}|{re.escape(CLOSE)}|\[[^\[\]\n]{{1,20}}\]")
"""The fence, what masking puts into texts, or a blank that somebody else would have to fill in."""
ADDRESS = re.compile(
    r"[\w-]\.(?:(?:com|kr|org|me|ly|shop|site|online|xyz|top|link)(?![A-Za-z0-9])|[a-z]{2,24}/\S)",
    re.IGNORECASE,
)
"""Where a text could lead people; Node.js, ASP.NET and socket.io are names."""


def judge_growing(text: str, purpose: Purpose) -> None:
    """Raise `WordsDown` for the beginning of a text that nobody may be shown."""
    if len(text) > CHARACTERS_MAX[purpose] * 3 // 2:
        raise WordsDown("the model wrote more than it was asked for")
    if found(text):
        raise WordsDown("the model wrote what looks like personal data")
    if ADDRESS.search(text):
        raise WordsDown("the model wrote an address of the web")
    if LEAKED.search(text):
        raise WordsDown("the model repeated marks that were not meant for anybody's eyes")


def judge_whole(text: str, language: Language) -> None:
    """Raise `WordsDown` for a text that says nothing, or not in the language asked for."""
    letters = {each: len(pattern.findall(text)) for each, pattern in LETTERS.items()}
    if letters[language] < SHARES_MIN[language] * max(1, sum(letters.values())):
        raise WordsDown(f"the model wrote nothing, or not in {language!r}")
