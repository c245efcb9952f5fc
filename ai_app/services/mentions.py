"""Where a text mentions the names of a vocabulary, whatever way they are written."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from services.spelling import LETTERS, SEPARATORS, is_one_name
from services.word_bounds import begins_a_word, ends_a_word, stands_free

HEAD = 2
"""By so many first letters it is known how long the names are that may stand there."""
NOWHERE: tuple[int, ...] = ()
PARTICLES = re.compile(r"[가-힣]{0,4}\s+")
"""Stand between two names of a list that has no commas: 기획자나 개발자, 디자이너 개발자."""


class Mention(NamedTuple):
    """A name, and where in a folded text it is mentioned."""

    name: str
    begin: int
    end: int
    sure: bool = True
    """False where the alias counts alone: it is a mention if what stands around it says so."""


class Aliases:
    """What names are called, by the keys of their aliases; finds them in a text."""

    def __init__(
        self,
        names: Mapping[str, str],
        written: Mapping[str, str],
        *,
        sure: Collection[str],
        heads: Collection[str],
    ) -> None:
        """Know by its key whose alias each is, how it is written, and which are sure, or heads."""
        self._names, self._written, self._sure, self._heads = names, written, sure, heads
        self._lengths = _lengths(names)

    def mentions(self, text: str, *, alone: bool = False) -> Iterator[Mention]:
        """Give every mention in a text, which must be `folded`; with `alone`, unsure ones, too.

        Where one lies within another, as Java in JavaScript, the longer one is meant. A Latin word
        ends at its last letter; a Korean one may go on, for particles are joined to it. A head is
        none where it makes a compound with what stands before it, unless that is a name itself.
        """
        places = [place for run in LETTERS.finditer(text) for place in range(*run.span())]
        bare = SEPARATORS.sub("", text)
        place = last = 0
        while place < len(bare):
            length = self._length_at(text, places, bare, place, alone=alone)
            alias, begin = bare[place : place + length], places[place]
            place += length or 1
            if length and self._stands_free(alias, text, begin, last):
                last = places[place - 1] + 1
                yield Mention(self._names[alias], begin, last, alias in self._sure)

    def _stands_free(self, alias: str, text: str, begin: int, last: int) -> bool:
        """Say whether an alias counts that begins there, where the last mention has its end."""
        if alias not in self._heads or stands_free(text, begin):
            return True
        return last > 0 and PARTICLES.fullmatch(text[last:begin]) is not None

    def _length_at(
        self, text: str, places: Sequence[int], bare: str, begin: int, *, alone: bool
    ) -> int:
        """Return the length of the longest alias there, without separators; 0 where none is."""
        lengths = self._lengths.get(bare[begin : begin + HEAD], NOWHERE)
        short = self._lengths.get(bare[begin], NOWHERE)
        if not (lengths or short) or not begins_a_word(text, places[begin]):
            return 0
        for length in (*lengths, *short):
            end = begin + length
            alias = bare[begin:end]
            if end > len(bare) or not (alias in self._sure or (alone and alias in self._names)):
                continue
            last = places[end - 1]
            found = text[places[begin] : last + 1]
            if is_one_name(found, self._written[alias]) and ends_a_word(text, last):
                return length
        return 0


def _lengths(aliases: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return how long those are that begin alike, the longest first."""
    found: dict[str, set[int]] = {}
    for alias in aliases:
        found.setdefault(alias[:HEAD], set()).add(len(alias))
    return {head: tuple(sorted(each, reverse=True)) for head, each in found.items()}
