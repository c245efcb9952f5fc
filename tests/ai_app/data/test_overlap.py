"""Queries do not repeat the words of the mentors that they should find.

Whoever knows an answer tends to ask in its words, and then the plainest search finds it.
"""

import re
from statistics import mean

import pytest

from schemas.evaluation import Grade
from schemas.people import Profile
from tests.ai_app.data.sets import SETS, read

WORD = re.compile(r"[a-z0-9+#.]{2,}|[가-힣]{2,}")
SHARED_MAX = 0.2
"""The mean share of a query's words that an ideal mentor uses too; by chance it is 0.01."""


def stems(text: str) -> set[str]:
    """Return Latin words as they are, Korean ones without what may be particles and endings."""
    words = WORD.findall(text.casefold())
    return {word if word.isascii() else word[: 2 if len(word) <= 3 else 3] for word in words}


def shared(query: Profile, mentor: Profile) -> float:
    asked = stems(query.introduction)
    told = " ".join((*mentor.jobs, *mentor.skills, mentor.introduction)).casefold()
    words = stems(told)
    found = [stem for stem in asked if stem in (words if stem.isascii() else told)]
    return len(found) / len(asked)


@pytest.mark.parametrize("prefix", SETS, ids=["main", "held out"])
def test_few_words_are_shared_with_ideal_mentors(prefix: str) -> None:
    found = read(prefix)
    mentors = {mentor.user_id: mentor.profile for mentor in found.mentors}
    shares = [
        shared(query.profile, mentors[mentor])
        for query in found.queries
        for mentor, grade in query.grades.items()
        if grade == Grade.IDEAL
    ]
    assert 0 < mean(shares) <= SHARED_MAX


def test_what_is_shared_is_seen_through_particles() -> None:
    query = Profile(introduction="서버를 Spring 으로 만들고 싶어요")
    assert shared(query, Profile(skills=("Spring",), introduction="서버는 늘 만들고 있죠")) == 0.6
