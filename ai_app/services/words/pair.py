"""The two people that words are about, and what they share."""

from dataclasses import dataclass

from schemas.people import Mentor, Profile
from services.vocabulary import key


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A mentor, and who looks for one; of the mentee no name is known, for none is needed."""

    mentor: Mentor
    mentee: Profile
    wish: str = ""
    """What the mentee has to say beside their profile."""

    @property
    def jobs(self) -> tuple[str, ...]:
        """Jobs of the mentor that the mentee names too, in the mentee's order."""
        return _shared(self.mentor.profile.jobs, self.mentee.jobs)

    @property
    def skills(self) -> tuple[str, ...]:
        """Skills of the mentor that the mentee names too, in the mentee's order."""
        return _shared(self.mentor.profile.skills, self.mentee.skills)


def _shared(names: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    by_key = {key(name): name for name in names}
    return tuple(by_key[each] for each in dict.fromkeys(map(key, wanted)) if each in by_key)
