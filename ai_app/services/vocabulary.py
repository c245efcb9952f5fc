"""A vocabulary: one name for what people write in many ways, in Korean and in English.

Some names are broad: whoever asks for a developer means backend developers, too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from services.vocabulary_entry import read_entry
from services.word_bounds import HANGUL, begins_a_word, ends_a_word, stands_free

SEPARATORS = re.compile(r"[\s._\-/·]+")
"""What stands between the words of a name, and makes no other name of it: React.js is reactjs."""
PIECE_MIN = 2
"""So long is each piece of a name that is written apart; what is shorter is a word by itself."""


GROWTH_MAX, SHORT = 2, 64
"""No text in a language grows as much; a short one may."""
PARTICLES = re.compile(r"[가-힣]{0,4}\s+")
"""Stand between two names of a list that has no commas: 기획자나 개발자, 디자이너 개발자."""


class Mention(NamedTuple):
    """A name, and where in a folded text it is mentioned."""

    name: str
    begin: int
    end: int
    sure: bool = True
    """False where the alias counts alone: it is a mention if what stands around it says so."""


class Vocabulary:
    """Names and their aliases; looked up by what is left of them without case and separators."""

    def __init__(self, written: Mapping[str, Sequence[str]]) -> None:
        """Read the entry of each name: its aliases, with marks; see `services.vocabulary_entry`.

        Raises `ValueError` for an alias that two names claim, a kind that is no name, a name that
        is a kind of itself, and two Korean names of one.
        """
        entries = {name: read_entry(name, aliases) for name, aliases in written.items()}
        kinds = {name: entry.kinds for name, entry in entries.items()}
        for kind in chain.from_iterable(kinds.values()):
            if kind not in kinds:
                raise ValueError(f"{kind!r} is said to be a kind, and is no name")
        self._names: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._spoken: dict[str, str] = {}
        self._heads: set[str] = set()
        for name, entry in entries.items():
            for alias in entry.aliases:
                claimed = self._names.setdefault(key(alias), name)
                if claimed != name:
                    raise ValueError(f"{alias!r} is an alias of {claimed!r} and of {name!r}")
                self._written[key(alias)] = alias
                if alias not in entry.alone:
                    self._spoken[key(alias)] = alias
                if alias in entry.heads:
                    self._heads.add(key(alias))
        self._longest = max(map(len, self._written), default=0)
        self._korean = {name: entry.korean for name, entry in entries.items()}
        self._english = {
            name: next((each for each in entry.aliases if not HANGUL.search(each)), name)
            for name, entry in entries.items()
        }
        self._keys = {name: tuple(map(key, (name, *_broader(name, kinds)))) for name in entries}

    def canonical(self, text: str) -> str | None:
        """Return the name of what stands there alone; None where nobody knows it."""
        return self._names.get(key(text))

    def normalised(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the names of these, each once, in order; what nobody knows stays as it is."""
        found: dict[str, str] = {}
        for text in texts:
            name = self.canonical(text) or " ".join(text.split())
            if name:
                found.setdefault(key(name), name)
        return tuple(found.values())

    def key_of(self, name: str) -> str:
        """Return the key by which those are looked for who carry a name, or one of its kinds."""
        return self.keys_of(name)[0]

    def keys_of(self, name: str) -> tuple[str, ...]:
        """Return the keys under which those are found who carry a name: its own, then broader."""
        bare = key(name)
        known = self._names.get(bare)
        return (bare,) if known is None else self._keys[known]

    def shared(self, names: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
        """Return those names that are wanted, or kinds of what is, in the order of the wanted."""
        carried = tuple(names)
        return shared(carried, map(self.keys_of, carried), map(self.key_of, wanted))

    def in_korean(self, name: str) -> str:
        """Return what a name is called amid Korean words; what nobody knows, as it is."""
        return self._called(name, self._korean)

    def in_english(self, name: str) -> str:
        """Return what a name is called amid English words; what nobody knows, as it is."""
        return self._called(name, self._english)

    def _called(self, name: str, by_name: Mapping[str, str]) -> str:
        known = name if name in by_name else self.canonical(name)
        return name if known is None else by_name[known]

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Return the names that a text mentions, each once, in the order in which they come."""
        return tuple(dict.fromkeys(each.name for each in self.mentions(folded(text))))

    def mentions(self, text: str, *, alone: bool = False) -> Iterator[Mention]:
        """Give every mention in a text, which must be `folded`; with `alone`, unsure ones, too.

        Where one lies within another, as Java in JavaScript, the longer one is meant. A Latin word
        ends at its last letter; a Korean one may go on, for particles are joined to it. A head is
        none where it makes a compound with what stands before it, unless that is a name itself.
        """
        places = [place for place, each in enumerate(text) if not SEPARATORS.match(each)]
        bare = "".join(text[place] for place in places)
        aliases = self._written if alone else self._spoken
        place = last = 0
        while place < len(bare):
            length = self._length_at(text, places, bare, place, aliases)
            alias, begin = bare[place : place + length], places[place]
            place += length or 1
            if length and self._stands_free(alias, text, begin, last):
                last = places[place - 1] + 1
                yield Mention(self._names[alias], begin, last, alias in self._spoken)

    def _stands_free(self, alias: str, text: str, begin: int, last: int) -> bool:
        """Say whether an alias counts that begins there, where the last mention has its end."""
        if alias not in self._heads or stands_free(text, begin):
            return True
        return last > 0 and PARTICLES.fullmatch(text[last:begin]) is not None

    def _length_at(
        self,
        text: str,
        places: Sequence[int],
        bare: str,
        begin: int,
        aliases: Mapping[str, str],
    ) -> int:
        """Return the length of the longest alias there, without separators; 0 where none is."""
        if not begins_a_word(text, places[begin]):
            return 0
        for end in range(min(begin + self._longest, len(bare)), begin, -1):
            alias = aliases.get(bare[begin:end])
            if alias is not None:
                written = text[places[begin] : places[end - 1] + 1]
                if _is_written_so(written, alias) and ends_a_word(text, places[end - 1]):
                    return end - begin
        return 0


def shared(
    names: Iterable[str], keys: Iterable[Sequence[str]], wanted: Iterable[str]
) -> tuple[str, ...]:
    """Return those names that have a wanted one among their keys, in the order of the wanted."""
    carried = tuple(zip(names, keys, strict=True))
    return tuple(dict.fromkeys(name for each in wanted for name, of in carried if each in of))


def _broader(name: str, kinds: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return of what this is a kind, the nearest first."""
    found: dict[str, None] = {}
    due = [name]
    while due:
        narrow = due.pop(0)
        above = [broad for broad, narrower in kinds.items() if narrow in narrower]
        if name in above:
            raise ValueError(f"{name!r} is a kind of itself")
        due.extend(broad for broad in above if broad not in found)
        found.update(dict.fromkeys(above))
    return tuple(found)


def key(text: str) -> str:
    """Return what makes a name: without case, width and separators."""
    return SEPARATORS.sub("", folded(text))


def folded(text: str) -> str:
    """Return a text without case and width; of another length, of `GROWTH_MAX` times at most.

    A ligature may stand for 18 letters: of a text of nothing else the end is cut off.
    """
    return unicodedata.normalize("NFKC", text).casefold()[: GROWTH_MAX * len(text) + SHORT]


def _is_written_so(written: str, alias: str) -> bool:
    """Say whether this is one name written apart, and not short words that happen to follow."""
    pieces = SEPARATORS.split(written)
    return written == folded(alias) or len(pieces) == 1 or min(map(len, pieces)) >= PIECE_MIN
