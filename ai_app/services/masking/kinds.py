"""What is taken out of texts, and what a pattern of it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """What is taken out; where two overlap, the first here names it."""

    RESIDENT_NUMBER = "resident-number"
    """Of Korea, or the social security number of the United States."""
    PASSPORT = "passport"
    BIRTHDAY = "birthday"
    EMAIL = "email"
    LINK = "link"
    HANDLE = "handle"
    PHONE = "phone"
    CARD = "card"
    ACCOUNT = "account"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What is looked for, and which of what is found is something ordinary."""

    regex: re.Pattern[str]
    ordinary: Callable[[str], bool] = lambda _: False


def pattern(regex: str, ordinary: Callable[[str], bool] = lambda _: False) -> Pattern:
    """Return a pattern, in which capitals are as small letters are."""
    return Pattern(regex=re.compile(regex, re.IGNORECASE), ordinary=ordinary)
