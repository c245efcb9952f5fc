"""What somebody looks for, by what they write: not the job that they have, or want to leave."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from services.mentions import Mention
from services.people import wish_patterns as patterns
from services.people.refusal_patterns import REFUSED_AFTER, REFUSED_BEFORE
from services.spelling import folded
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary

REACH = 100
"""So many characters around a job are looked at: what says that it is wanted stands close by."""
STOPS = " \t\n.,;:!?"
LETTER = re.compile(r"[^\W\d_]")


class Said(Enum):
    """What a text says of a job that it mentions."""

    WANTED = "wanted"
    REFUSED = "refused"
    """Expressly not wanted: nobody is looked for who has it."""
    LEFT = "left"
    NAMED = "named"
    """Neither: what somebody is, or works with, or just asks for."""


class Told(NamedTuple):
    """A job that a text mentions, what it says of it, and where in the folded text."""

    mention: Mention
    said: Said
    begin: int
    """Of the mention, with what says that it is refused."""
    end: int


class Wishes(NamedTuple):
    """What a text asks for, by the names of the vocabularies, each once, as they come.

    It holds no word of who wrote the text, so that it may outlive them.
    """

    jobs: tuple[str, ...]
    skills: tuple[str, ...]
    goals: tuple[str, ...]
    """Those jobs that may be told as what somebody works towards: not one that they leave."""
    unwanted: tuple[str, ...]
    """Jobs that they say they do not want."""
    refusals: tuple[tuple[int, int], ...]
    """Where the folded text says what is not wanted, from where to where, in order."""

    def sought(self, text: str) -> str:
        """Return the text without what it refuses: a model takes what is refused for a wish.

        That is empty where it says nothing else.
        """
        if not self.refusals:
            return text
        read, kept, end = folded(text), [], 0
        for begin, until in self.refusals:
            kept.append(read[end : max(begin, end)])
            end = max(until, end)
        rest = "".join((*kept, read[end:])).strip(STOPS)
        return rest if LETTER.search(rest) else ""


def wishes(text: str, known: Vocabularies) -> Wishes:
    """Return the jobs and skills that a text asks for.

    Jobs are those that it says are wanted, if there are any: a teacher who wants to become a
    designer looks for designers. Else those that it does not say are left; and where all are,
    whoever left a job may well look for somebody who has it. One that is refused is never asked
    for: who does not want to be a nurse looks for no nurse. A skill within the name of a job that
    is not asked for is not either: 회계 in 회계사.
    """
    read = folded(text)
    told = _told(read, known.jobs)
    wanted = _names(told, Said.WANTED)
    refused = tuple(name for name in _names(told, Said.REFUSED) if name not in wanted)
    others = [each for each in told if each.mention.name not in refused]
    goals = wanted or _names(others, Said.NAMED)
    jobs = goals or _names(others, Said.LEFT)
    gone = [each.mention for each in told if each.mention.name not in jobs]
    skills = [
        skill.name
        for skill in known.skills.mentions(read)
        if not any(job.begin <= skill.begin and skill.end <= job.end for job in gone)
    ]
    return Wishes(
        jobs=jobs,
        skills=tuple(dict.fromkeys(skills)),
        goals=goals,
        unwanted=refused,
        refusals=tuple((each.begin, each.end) for each in told if each.said is Said.REFUSED)
        if refused
        else (),
    )


def _told(read: str, jobs: Vocabulary) -> list[Told]:
    mentions = tuple(jobs.mentions(read, alone=True))
    said = _spread([_said(each, read) for each in mentions], read)
    return [each for each in said if each.mention.sure or each.said is not Said.NAMED]


def _names(told: Iterable[Told], said: Said) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.mention.name for each in told if each.said is said))


def _said(mention: Mention, read: str) -> Told:
    begin = max(mention.begin - REACH, 0)
    before, after = read[begin : mention.begin], read[mention.end : mention.end + REACH]
    if following := REFUSED_AFTER.match(after):
        return Told(mention, Said.REFUSED, mention.begin, mention.end + following.end())
    if leading := REFUSED_BEFORE.search(before):
        return Told(mention, Said.REFUSED, begin + leading.start(), mention.end)
    return Told(mention, _wanted_or_left(before, after), mention.begin, mention.end)


def _wanted_or_left(before: str, after: str) -> Said:
    if patterns.FROM_BEFORE.search(before) and patterns.TO_AFTER.match(after):
        return Said.LEFT  # from designer to developer, which is not: advice from a designer
    if patterns.LEFT_AFTER.match(after) or patterns.LEFT_BEFORE.search(before):
        return Said.LEFT
    if patterns.WANTED_AFTER.match(after) or patterns.WANTED_BEFORE.search(before):
        return Said.WANTED
    return Said.NAMED


def _spread(told: Sequence[Told], read: str) -> list[Told]:
    """Return what is said of each, where it is said once for all jobs of a list."""
    spread = list(told)
    pairs = list(zip(range(len(told)), range(1, len(told)), strict=False))
    for one, other in (*reversed(pairs), *((other, one) for one, other in pairs)):
        between = read[told[min(one, other)].mention.end : told[max(one, other)].mention.begin]
        said = spread[other].said
        if (
            spread[one].said is Said.NAMED
            and said in (Said.WANTED, Said.REFUSED)
            and patterns.LISTED.fullmatch(between)
        ):
            spread[one] = spread[one]._replace(
                said=said,
                begin=min(spread[one].begin, spread[other].mention.end),
                end=max(spread[one].end, spread[other].mention.begin),
            )
    return spread
