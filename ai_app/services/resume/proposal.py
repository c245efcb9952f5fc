"""Proposes a profile for whoever sent a résumé, and says on which lines it rests."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from schemas.people import Profile
from services.resume.introduction import Introduction, find_introduction
from services.resume.sections import Line, Section, read_lines
from services.resume.years import Years, count_years
from services.spelling import folded
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary

BETWEEN = re.compile(r"[,;:|/·•()\[\]]|(?:^|\s)[-*](?:\s|$)")
"""What stands between the items of a list, of skills for one."""
JOB_OF_OTHERS = re.compile(r"들?(을|를)?\s?(대상|위한|상대로)")
"""Follows the job of those whom somebody works for: 변호사 대상 세일즈."""
ANOTHER_SENSE = {
    "React": re.compile(
        r"\s+(quickly|fast|well|calmly|promptly|immediately"
        r"|to\s+(the|an?|change|customer|feedback|issue|incident|problem|market)s?)\b"
    ),
    "Spring": re.compile(r",?\s+(of\s+)?['\u2019]?(19|20)\d\d"),
}
"""What follows a word that is no name there: the verb, the season."""
NAMES_MAX = 50
"""Of jobs, and of skills: no more may be sent of either."""
LINES_MAX = 5
"""Of a résumé that are told for one name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """The name of a job or a skill, and the first lines that mention it."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A profile, and where each part of it comes from."""

    jobs: tuple[Mention, ...]
    skills: tuple[Mention, ...]
    introduction: Introduction
    years: Years

    @property
    def profile(self) -> Profile:
        """The profile alone."""
        return Profile(
            jobs=tuple(each.name for each in self.jobs),
            skills=tuple(each.name for each in self.skills),
            introduction=self.introduction.text,
            years=self.years.years,
        )


def propose(text: str, known: Vocabularies, *, today: date) -> Proposal:
    """Return the profile that a résumé speaks for.

    A job that only the education mentions is none that somebody had. Skills are learned anywhere.
    """
    lines = read_lines(text)
    worked = [line for line in lines if line.section is not Section.EDUCATION]
    return Proposal(
        jobs=_mentions(worked, known.jobs),
        skills=_mentions(lines, known.skills),
        introduction=find_introduction(lines),
        years=count_years(lines, today),
    )


def _mentions(lines: Iterable[Line], vocabulary: Vocabulary) -> tuple[Mention, ...]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        for name in _names(line.text, vocabulary):
            found.setdefault(name, []).append(line)
    first: Sequence[tuple[str, list[Line]]] = list(found.items())[:NAMES_MAX]
    return tuple(Mention(name=name, lines=tuple(each[:LINES_MAX])) for name, each in first)


def _names(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the names on a line; an item of a list stands alone: C, Go, R are three skills."""
    read = folded(text)
    named = [
        each.name
        for each in vocabulary.mentions(read)
        if not (
            JOB_OF_OTHERS.match(read, each.end)
            or (each.name in ANOTHER_SENSE and ANOTHER_SENSE[each.name].match(read, each.end))
        )
    ]
    alone = map(vocabulary.canonical, BETWEEN.split(text))
    return tuple(dict.fromkeys((*named, *filter(None, alone))))
