"""The two people that words are about, and what they share."""

from dataclasses import dataclass

from schemas.people import Mentor, Profile
from services.vocabularies import UNKNOWING, Vocabularies


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A mentor, and who looks for one; of the mentee no name is known, for none is needed."""

    mentor: Mentor
    mentee: Profile
    wish: str = ""
    """What the mentee has to say beside their profile."""
    known: Vocabularies = UNKNOWING
    """What jobs and skills are called."""

    @property
    def jobs(self) -> tuple[str, ...]:
        """Jobs of the mentor that the mentee names too, or kinds of it, in the mentee's order."""
        return self.known.jobs.shared(self.mentor.profile.jobs, self.mentee.jobs)

    @property
    def skills(self) -> tuple[str, ...]:
        """Skills of the mentor that the mentee names too, in the mentee's order."""
        return self.known.skills.shared(self.mentor.profile.skills, self.mentee.skills)
