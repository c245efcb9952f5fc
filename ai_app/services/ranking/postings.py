"""An inverted index: which rows carry a term, for readers of several generations at once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.people import Mentor
from services.spelling import key
from services.vocabularies import Vocabularies

Kind = Literal["job", "skill", "company", "piece"]
Term = tuple[Kind, str]
"""What is looked up: the key of a job, a skill or a company, or a piece of a text."""
Rows = NDArray[np.int32]
Lists = dict[Term, list[int]]

WORD = re.compile(r"[a-z0-9+#]+|[^\Wa-z0-9_]+")
LATIN = re.compile(r"[a-z0-9+#]")

ROOM_LEAST = 4
NONE: Rows = np.empty(0, np.int32)


class Postings:
    """Rows of terms, ascending; they are only ever added, so that old readers keep what they saw.

    One writer at a time; readers need no lock, for each list is replaced in one step.
    """

    def __init__(self) -> None:
        """Begin with no term."""
        self._lists: dict[Term, tuple[Rows, int]] = {}

    def add(self, term: Term, rows: Rows) -> None:
        """Add rows, greater than all before, to what carries this term."""
        old, length = self._lists.get(term, (NONE, 0))
        grown = length + len(rows)
        if grown > len(old):
            room: Rows = np.empty(max(ROOM_LEAST, grown + grown // 4), np.int32)
            room[:length] = old[:length]
            old = room
        old[length:grown] = rows
        self._lists[term] = old, grown

    def rows(self, term: Term, *, below: int) -> Rows:
        """Return the rows less than `below` that carry this term."""
        rows, length = self._lists.get(term, (NONE, 0))
        rows = rows[:length]
        if length and rows[-1] >= below:
            rows = rows[: int(np.searchsorted(rows, below))]
        return rows

    def renumbered(self, numbers: Rows) -> "Postings":
        """Return an index with a new number for each row; those whose number is -1 are gone."""
        found = Postings()
        for term in self._lists:
            rows = numbers[self.rows(term, below=len(numbers))]
            rows = rows[rows >= 0]
            if len(rows):
                found.add(term, rows)
        return found


class Keys(NamedTuple):
    """The keys of a mentor's names, made once: each takes longer than the search of a row."""

    jobs: tuple[tuple[str, ...], ...]
    """Of each job: its own, and those of what it is a kind of."""
    skills: tuple[tuple[str, ...], ...]
    company: str | None


def keys(mentors: Iterable[Mentor], known: Vocabularies) -> list[Keys]:
    """Return the keys of each mentor's names, in their order.

    They are those of today's vocabularies, whichever the names were kept by.
    """
    jobs, skills = lru_cache(None)(known.jobs.keys_of), lru_cache(None)(known.skills.keys_of)
    return [
        Keys(
            jobs=tuple(map(jobs, mentor.profile.jobs)),
            skills=tuple(map(skills, mentor.profile.skills)),
            company=key(mentor.company_name) if mentor.company_name else None,
        )
        for mentor in mentors
    ]


def terms(keys_of: Iterable[Keys], texts: Iterable[str], first: int) -> Lists:
    """Return the rows of each term of mentors, who stand in rows from the first on."""
    found: Lists = defaultdict(list)
    for row, (each, text) in enumerate(zip(keys_of, texts, strict=True), first):
        for term in dict.fromkeys(_of(each, text)):
            found[term].append(row)
    return found


def _of(each: Keys, text: str) -> Iterator[Term]:
    for job in chain.from_iterable(each.jobs):
        yield "job", job
    for skill in chain.from_iterable(each.skills):
        yield "skill", skill
    if each.company is not None:
        yield "company", each.company
    for piece in pieces(text):
        yield "piece", piece


def pieces(text: str) -> tuple[str, ...]:
    """Return the Latin words and the pairs of other characters of a text, each once, in order.

    Korean joins particles to its words, so whole ones seldom match; pairs of characters do as well
    as morphemes on profiles.
    """
    found: dict[str, None] = {}
    for word in WORD.findall(text.casefold()):
        if LATIN.match(word):
            found[word] = None
        else:
            found.update(dict.fromkeys(word[at : at + 2] for at in range(len(word) - 1)))
    return tuple(found)
