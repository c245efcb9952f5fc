"""Which jobs somebody wants, by what they write: not the one that they want to leave."""

import re

from services.vocabulary import Mention, Vocabulary, folded

LEFT_AFTER = re.compile(r"\s?(에서|출신|(이)?었다가|였다가|(으)?로 일하다가?|(을|를) 그만두)")
"""Follows a job that is left: 교사에서 디자이너로."""
LEFT_BEFORE = re.compile(r"\b(former|ex|no longer)[\s-]+((a|an)\s+)?$")
"""Stands before one: a former designer."""
FROM_BEFORE = re.compile(r"\bfrom\s+((being|working as)\s+)?((a|an)\s+)?$")
TO_AFTER = re.compile(r"\s+(in)?to\b")
"""Both around one: from designer to developer, which is not: advice from a designer."""


def wanted_jobs(text: str, jobs: Vocabulary) -> tuple[str, ...]:
    """Return the jobs that a text mentions, each once, but for those that it says are left.

    Where no other is mentioned, whoever left a job may well look for somebody who has it.
    """
    read = folded(text)
    mentions = tuple(jobs.mentions(read))
    stays = dict.fromkeys(each.name for each in mentions if not _is_left(each, read))
    return tuple(stays or dict.fromkeys(each.name for each in mentions))


def _is_left(mention: Mention, read: str) -> bool:
    before, after = read[: mention.begin], read[mention.end :]
    if LEFT_AFTER.match(after) or LEFT_BEFORE.search(before):
        return True
    return bool(FROM_BEFORE.search(before) and TO_AFTER.match(after))
