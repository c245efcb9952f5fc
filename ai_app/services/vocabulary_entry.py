"""An entry of a vocabulary: the aliases of one name, and what the marks before them say.

An alias may begin with `ko:`, then with `~`, and then with `=`; with `>` begins what is no alias.
"""

from collections.abc import Sequence
from typing import NamedTuple

KOREAN = "ko:"
"""Begins what a name is called amid Korean words; one without it is called as it is: React."""
ALONE = "="
"""Begins an alias that means something else amid most sentences: 감사 is thanks, and an audit."""
HEAD = "~"
"""Begins an alias that ends the names of other jobs, too: 디자이너 in 헤어 디자이너. Amid a
sentence it counts where what stands before makes no other job of it: `services.word_bounds`."""
NARROWER = ">"
"""Begins the name of one that is of this kind: a backend developer is a developer."""


class Entry(NamedTuple):
    """What is known of a name."""

    aliases: tuple[str, ...]
    """Beginning with the name itself; each once."""
    alone: frozenset[str]
    """Those that count alone."""
    heads: frozenset[str]
    """Those that end the names of others."""
    korean: str
    kinds: tuple[str, ...]
    """Names of what is of this kind."""


def read_entry(name: str, written: Sequence[str]) -> Entry:
    """Return what an entry says; raise `ValueError` where it has two Korean names."""
    aliases, korean, kinds = [name], [], []
    alone: set[str] = set()
    heads: set[str] = set()
    for each in written:
        if each.startswith(NARROWER):
            kinds.append(each[len(NARROWER) :])
            continue
        marked = each.removeprefix(KOREAN)
        lone = marked.removeprefix(HEAD)
        alias = lone.removeprefix(ALONE)
        aliases.append(alias)
        if marked != lone:
            heads.add(alias)
        if lone != alias:
            alone.add(alias)
        if each != marked:
            korean.append(alias)
    if len(korean) > 1:
        raise ValueError(f"{name!r} has two names in Korean: {korean[0]!r} and {korean[1]!r}")
    return Entry(
        aliases=tuple(dict.fromkeys(aliases)),
        alone=frozenset(alone),
        heads=frozenset(heads),
        korean=korean[0] if korean else name,
        kinds=tuple(kinds),
    )
