"""Smaller worlds: what could be told instead, by leaving something of a world out or by another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from deploy.errors import Refused
from sim.shrinking.minimal import without_each
from sim.stories import derived, repertoire, scenarios

MARK = "~"
"""Stands before each word of a name but the first."""


class Smaller(NamedTuple):
    """A smaller world, and what was left out for it."""

    name: str
    without: str


def left_out(name: str) -> Iterator[Smaller]:
    """Yield the worlds with one thing less: a word of the name, or what a start state was given.

    For a scenario of one host the least comes first.
    """
    if _is_scenario(name):
        scenario = scenarios.named(name)
        for word in derived.words(scenario):
            yield Smaller(f"{name}{MARK}{word}", derived.meaning(word))
        return
    head, *words = name.split(MARK)
    for word, rest in without_each(words):
        yield from _known(MARK.join((head, *rest)), f"the word {word}")


def lower(name: str) -> Iterator[Smaller]:
    """Yield the worlds with a smaller number in a word, the smallest first."""
    head, *words = name.split(MARK)
    for place, word in enumerate(words):
        for less in _less(word):
            changed = MARK.join((head, *words[:place], less, *words[place + 1 :]))
            yield from _known(changed, f"{word}, which became {less}")


def _less(word: str) -> Iterator[str]:
    """Yield smaller numbers: every one of a small number, some of a large."""
    if word.isdecimal() and word != "0":
        number = int(word)
        step = max(1, number // 8)
        yield from (str(each) for each in sorted({*range(0, number, step), number - 1}))


def others(name: str) -> Iterator[str]:
    """Yield every other world of the genre that has a name."""
    yield from (each for each in repertoire.genre_of(name).names() if each != name)


def size(name: str) -> int:
    """Return how much goes before the first fault: changes to a host, events, words."""
    if _is_scenario(name):
        scenario = scenarios.named(name)
        return len(scenario.start.chain) + len(scenario.events)
    return name.count(MARK)


def makes_sense(name: str) -> bool:
    """Say whether nobody need doubt a world: one of the catalogue, or of words that are known."""
    return not (_is_scenario(name) and MARK in name)


def _is_scenario(name: str) -> bool:
    return repertoire.genre_of(name) is repertoire.HOST


def _known(name: str, without: str) -> Iterator[Smaller]:
    try:
        repertoire.vet(name)
    except Refused:
        return
    yield Smaller(name, without)
