"""A vocabulary: one name for what people write in many ways, in Korean and in English.

Some names are broad: whoever asks for a developer means backend developers, too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from services.mentions import Aliases, Mention
from services.spelling import folded, key
from services.vocabulary_entry import read_entry
from services.word_bounds import HANGUL


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
        written_as: dict[str, str] = {}
        sure, heads = set[str](), set[str]()
        for name, entry in entries.items():
            for alias in entry.aliases:
                claimed = self._names.setdefault(key(alias), name)
                if claimed != name:
                    raise ValueError(f"{alias!r} is an alias of {claimed!r} and of {name!r}")
                written_as[key(alias)] = alias
                if alias not in entry.alone:
                    sure.add(key(alias))
                if alias in entry.heads:
                    heads.add(key(alias))
        self._aliases = Aliases(self._names, written_as, sure=sure, heads=heads)
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
        """Give every mention in a text, which must be `folded`; with `alone`, unsure ones, too."""
        return self._aliases.mentions(text, alone=alone)


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
