"""What somebody seeks, by all that they say of themselves: names, and what their text asks for."""

from dataclasses import replace
from typing import NamedTuple

from schemas.people import Profile
from services.people.wishes import Wishes, wishes
from services.ranking.query import Filters
from services.recent import Recent
from services.vocabularies import Vocabularies

TEXTS_MAX = 4_096
"""What so many texts ask for takes two megabytes."""


class Seeking(NamedTuple):
    """What is looked for, and who is not to be found."""

    profile: Profile
    """With what the text asks for, and without what it says is not wanted."""
    unwanted: tuple[str, ...]
    """Jobs that the text says are not wanted."""

    @property
    def is_nothing(self) -> bool:
        """Say whether nothing is said by which anybody could be found, or left out."""
        return self.profile.is_empty and not self.unwanted

    def within(self, filters: Filters) -> Filters:
        """Return filters that let nobody pass, either, whose jobs are not wanted."""
        return replace(filters, unwanted_jobs=self.unwanted, wanted_jobs=self.profile.jobs)


class Seekers:
    """Reads what profiles seek, and remembers what the last texts ask for; for many threads.

    To read a text anew takes up to milliseconds: of somebody who is kept it is always the same.
    """

    def __init__(self, known: Vocabularies, *, texts_max: int = TEXTS_MAX) -> None:
        """Remember at most so many texts, one or more."""
        self._known = known
        self._recent: Recent[Wishes] = Recent(texts_max)

    def has(self, said: Profile) -> bool:
        """Say whether this is quick: the text was read before."""
        return self._recent.peek(said.introduction) is not None

    def seeking(self, said: Profile) -> Seeking:
        """Return what somebody seeks; what their text asks for counts as if named beside it.

        What it says is not wanted is left out, though it be named.
        """
        wish, known = self.wishes(said.introduction), self._known
        named = known.jobs.normalised((*said.jobs, *wish.jobs))
        profile = Profile(
            jobs=tuple(job for job in named if job not in wish.unwanted),
            skills=known.skills.normalised((*said.skills, *wish.skills)),
            introduction=wish.sought(said.introduction),
            years=said.years,
        )
        return Seeking(profile, wish.unwanted)

    def wishes(self, text: str) -> Wishes:
        """Return what a text asks for."""
        kept = self._recent.get(text)
        return self._recent.keep(text, wishes(text, self._known)) if kept is None else kept
