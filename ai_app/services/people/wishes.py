"""Which jobs somebody wants, by what they write: not the one that they have, or want to leave."""

from enum import Enum

from services.people import wish_patterns as patterns
from services.vocabulary import Mention, Vocabulary, folded

REACH = 100
"""So many characters around a job are looked at: what says that it is wanted stands close by."""


class Said(Enum):
    """What a text says of a job that it mentions."""

    WANTED = "wanted"
    LEFT = "left"
    NAMED = "named"
    """Neither: what somebody is, or works with, or just asks for."""


def wanted_jobs(text: str, jobs: Vocabulary) -> tuple[str, ...]:
    """Return the jobs that a text asks for, each once, in the order in which they come.

    Those that it says are wanted, if there are any: a teacher who wants to become a designer looks
    for designers. Else those that it does not say are left; and where all are, whoever left a job
    may well look for somebody who has it.
    """
    read = folded(text)
    mentions = tuple(jobs.mentions(read, alone=True))
    said = _spread(mentions, [_said(each, read) for each in mentions], read)
    told = [
        (each.name, what)
        for each, what in zip(mentions, said, strict=True)
        if each.sure or what is not Said.NAMED
    ]
    for asked in (Said.WANTED,), (Said.WANTED, Said.NAMED), tuple(Said):
        found = [name for name, what in told if what in asked]
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
