"""Texts as they are kept: one look for each, however a keyboard or a file system spelled it."""

import re
import unicodedata

UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Soft hyphens, and spaces without width: they part words that nobody sees parted."""


def composed(text: str) -> str:
    """Return a text without what nobody sees, its letters whole: macOS spells 가 as ᄀ and ᅡ.

    Unicode's form NFC, which changes nothing that can be told apart.
    """
    return unicodedata.normalize("NFC", UNSEEN.sub("", text))
