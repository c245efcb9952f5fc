"""The people of the service: mentors, and the mentees who look for one."""

from dataclasses import dataclass, field
from datetime import datetime

COUNT_MAX = 1_000_000_000
"""What a count of anybody's reaches at most; it stays there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person says of themselves, with names normalised and each once, in their order."""

    jobs: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    introduction: str = ""
    years: int | None = None
    """Years of work; None where they do not say."""

    @property
    def is_empty(self) -> bool:
        """Nothing by which anybody could be found for them."""
        return not (self.jobs or self.skills or self.introduction.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """How a mentor did so far; what came of requests are counts, so that events can add to them."""

    rating_avg: float = 0.0
    """The mean of the ratings, 1 to 5; 0 where there is none."""
    rating_count: int = 0
    requested_count: int = 0
    responded_count: int = 0
    """Requests that were answered, whether accepted or declined."""
    accepted_count: int = 0

    @property
    def response_rate(self) -> float:
        """Answered of all requests, in percent; 0 where there was none.

        An answer may be told before its request: no rate is above 100. It is rounded down, for only
        who answered all has answered 100 percent.
        """
        if not self.requested_count:
            return 0.0
        answered = min(self.responded_count, self.requested_count)
        return 1_000 * answered // self.requested_count / 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentor:
    """Somebody who works in a job and helps others to get there."""

    user_id: int
    nickname: str
    company_name: str | None = None
    profile: Profile = field(default_factory=Profile)
    verified: bool = False
    """Whether the platform has seen proof of where they work."""
    capacity: int = 1
    """How many more mentees they would take now; 0 for none."""
    statistics: Statistics = field(default_factory=Statistics)
    last_active_at: datetime | None = None
    """In UTC; None where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentee:
    """Somebody who looks for a job, and for who can help."""

    user_id: int
    nickname: str
    profile: Profile = field(default_factory=Profile)
