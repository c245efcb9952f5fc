"""What somebody looks for, by what they write: not the job that they have, or want to leave."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from services.people import wish_patterns as patterns
from services.vocabularies import Vocabularies
from services.vocabulary import Mention, Vocabulary, folded

REACH = 100
"""So many characters around a job are looked at: what says that it is wanted stands close by."""


class Said(Enum):
    """What a text says of a job that it mentions."""

    WANTED = "wanted"
    LEFT = "left"
    NAMED = "named"
    """Neither: what somebody is, or works with, or just asks for."""


class Wishes(NamedTuple):
    """What a text asks for, by the names of the vocabularies, each once, as they come."""

    jobs: tuple[str, ...]
    skills: tuple[str, ...]


def wishes(text: str, known: Vocabularies) -> Wishes:
    """Return the jobs and skills that a text asks for.

    Jobs are those that it says are wanted, if there are any: a teacher who wants to become a
    designer looks for designers. Else those that it does not say are left; and where all are,
    whoever left a job may well look for somebody who has it. A skill within the name of a job that
    is not asked for is not either: 회계 in 회계사.
    """
    read = folded(text)
    told = _told(read, known.jobs)
    jobs = _asked_for(told)
    others = [mention for mention, _ in told if mention.name not in jobs]
    skills = [
        skill.name
        for skill in known.skills.mentions(read)
        if not any(job.begin <= skill.begin and skill.end <= job.end for job in others)
    ]
    return Wishes(jobs=jobs, skills=tuple(dict.fromkeys(skills)))


def _told(read: str, jobs: Vocabulary) -> list[tuple[Mention, Said]]:
    mentions = tuple(jobs.mentions(read, alone=True))
    said = _spread(mentions, [_said(each, read) for each in mentions], read)
    return [
        (each, what)
        for each, what in zip(mentions, said, strict=True)
        if each.sure or what is not Said.NAMED
    ]


def _asked_for(told: Sequence[tuple[Mention, Said]]) -> tuple[str, ...]:
    for asked in (Said.WANTED,), (Said.WANTED, Said.NAMED), tuple(Said):
        found = [mention.name for mention, what in told if what in asked]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _said(mention: Mention, read: str) -> Said:
    before = read[max(mention.begin - REACH, 0) : mention.begin]
    after = read[mention.end : mention.end + REACH]
    if patterns.FROM_BEFORE.search(before) and patterns.TO_AFTER.match(after):
        return Said.LEFT  # from designer to developer, which is not: advice from a designer
    if patterns.LEFT_AFTER.match(after) or patterns.LEFT_BEFORE.search(before):
        return Said.LEFT
    if patterns.WANTED_AFTER.match(after) or patterns.WANTED_BEFORE.search(before):
        return Said.WANTED
    return Said.NAMED


def _spread(mentions: tuple[Mention, ...], said: list[Said], read: str) -> list[Said]:
    """Return what is said of each, where a list of jobs is said to be wanted once for all of it."""
    spread = list(said)
    pairs = list(zip(range(len(mentions)), range(1, len(mentions)), strict=False))
    for one, other in (*reversed(pairs), *((other, one) for one, other in pairs)):
        between = read[mentions[min(one, other)].end : mentions[max(one, other)].begin]
        if (spread[one], spread[other]) == (Said.NAMED, Said.WANTED) and patterns.LISTED.fullmatch(
            between
        ):
            spread[one] = Said.WANTED
    return spread
