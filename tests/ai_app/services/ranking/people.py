"""Mentors, queries and filters made up: few names and directions, so that much is equal."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

import numpy as np
from hypothesis import strategies as st

from schemas.embedding import Vectors
from schemas.people import Mentor, Profile, Statistics
from services.ranking.query import Filters, Query
from services.ranking.store import Placed
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary

Kinds = Mapping[str, tuple[str, ...]]
"""Of each broad name the names that are a kind of it, the nearest alone."""

NOW = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
DIMENSION = 5
JOBS = ("Backend Developer", "Data Analyst", "Erlang OTP")
SKILLS = ("Python", "SQL", "React", "Figma")
COMPANIES = ("Acme", "acme", "Bolt Labs")
TEXTS = ("", "결제 서버를 개발합니다", "서버 개발자가 되고 싶어요", "I build servers", "a")


def unit(numbers: list[float]) -> Vectors:
    """Return the unit vector of this direction."""
    vector = np.array(numbers, np.float64)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


class Choices:
    """Choices that one number makes: 0 makes the plainest, which is what Hypothesis shrinks to."""

    def __init__(self, number: int) -> None:
        self._left = number

    def below(self, bound: int) -> int:
        self._left, found = divmod(self._left, bound)
        return found

    def some(self, of: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each for each in of if self.below(2))

    def profile(self) -> Profile:
        return Profile(
            jobs=self.some(JOBS),
            skills=self.some(SKILLS),
            introduction=TEXTS[self.below(len(TEXTS))],
            years=(None, 0, 1, 3, 4, 9, 16, 30)[self.below(8)],
        )

    def statistics(self) -> Statistics:
        requested = self.below(16)
        return Statistics(
            rating_avg=(4.3, 1.0, 4.8, 5.0)[self.below(4)],
            rating_count=(0, 1, 9, 300)[self.below(4)],
            requested_count=requested,
            responded_count=self.below(requested + 1),
        )

    def moment(self) -> datetime | None:
        days = self.below(512)
        return NOW - timedelta(days=days, seconds=days) if days % 8 else None


def choices() -> st.SearchStrategy[Choices]:
    return st.integers(0, 2**50).map(Choices)


def vectors() -> st.SearchStrategy[Vectors]:
    """Make up unit vectors: some are equal, most are alike as those of texts are, some opposite."""
    alike = st.integers(0, 4 ** (DIMENSION - 1) - 1).map(
        lambda number: unit([8.0, *(number // 4**place % 4 for place in range(DIMENSION - 1))])
    )
    return alike | alike | st.just(unit([-1.0, 1, 0, 0, 0]))


def placed(user_id: int, chosen: Choices, vector: Vectors | None) -> Placed:
    mentor = Mentor(
        user_id=user_id,
        nickname=f"mentor {user_id}",
        company_name=(None, *COMPANIES)[chosen.below(4)],
        verified=bool(chosen.below(2)),
        capacity=chosen.below(3),
        profile=chosen.profile(),
        statistics=chosen.statistics(),
        last_active_at=chosen.moment(),
    )
    return mentor, vector


def crowds(most: int = 12) -> st.SearchStrategy[list[Placed]]:
    mentors = st.builds(placed, st.integers(1, 40), choices(), st.none() | vectors())
    return st.lists(mentors, max_size=most, unique_by=lambda each: each[0].user_id)


def queries() -> st.SearchStrategy[Query]:
    profiles = choices().map(Choices.profile)
    return st.builds(Query, profile=profiles, vector=st.none() | vectors())


def kinds() -> st.SearchStrategy[Kinds]:
    """Make up which names are kinds of which: the later ones of the earlier; often all in a row."""

    def made_up(chosen: Choices) -> Kinds:
        row = chosen.below(2)
        return {
            broad: names[place + 1 : place + 2] if row else chosen.some(names[place + 1 :])
            for names in (JOBS, SKILLS)
            for place, broad in enumerate(names)
        }

    return choices().map(made_up)


def knowing(kinds: Kinds) -> Vocabularies:
    """Return vocabularies that know these kinds."""
    jobs, skills = (
        Vocabulary({name: [f">{kind}" for kind in kinds[name]] for name in names})
        for names in (JOBS, SKILLS)
    )
    return Vocabularies(jobs=jobs, skills=skills)


def names(of: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return choices().map(lambda chosen: chosen.some(of))


def filters() -> st.SearchStrategy[Filters]:
    return st.just(Filters()) | st.builds(
        Filters,
        jobs=names(JOBS),
        skills=names(SKILLS),
        companies=names(COMPANIES),
        years_min=st.none() | st.integers(-1, 20),
        years_max=st.none() | st.integers(0, 30),
        only_verified=st.booleans(),
        only_available=st.booleans(),
        excluded=st.frozensets(st.integers(1, 40), max_size=5),
    )
