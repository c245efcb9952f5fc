"""Patterns of personal data, over folded texts: what is written in Korea, as it is written there.

A pattern that takes a little too much is better here than one that leaves a digit. Each repeats
what it repeats a bounded number of times, so that none is slow on any text.
"""

from collections.abc import Mapping

from services.masking.kinds import Kind, Pattern
from services.masking.names import EMAILS, HANDLES, LINKS
from services.masking.numbers import (
    ACCOUNTS,
    BIRTHDAYS,
    CARDS,
    PASSPORTS,
    PHONES,
    RESIDENT_NUMBERS,
)
from services.masking.places import ADDRESSES

PATTERNS: Mapping[Kind, tuple[Pattern, ...]] = {
    Kind.RESIDENT_NUMBER: RESIDENT_NUMBERS,
    Kind.PASSPORT: PASSPORTS,
    Kind.BIRTHDAY: BIRTHDAYS,
    Kind.EMAIL: EMAILS,
    Kind.LINK: LINKS,
    Kind.HANDLE: HANDLES,
    Kind.PHONE: PHONES,
    Kind.CARD: CARDS,
    Kind.ACCOUNT: ACCOUNTS,
    Kind.ADDRESS: ADDRESSES,
}
