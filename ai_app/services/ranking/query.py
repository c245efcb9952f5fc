"""A query: who looks for a mentor, and which mentors may be found."""

from dataclasses import dataclass, field

from schemas.embedding import Vectors
from schemas.people import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What somebody looks for; the free text is the introduction of the profile."""

    profile: Profile
    vector: Vectors | None = None
    """The unit vector of the profile's text; None where the model does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which mentors may be found at all; what is empty or None asks for nothing."""

    jobs: tuple[str, ...] = ()
    """Any of these."""
    skills: tuple[str, ...] = ()
    """Any of these."""
    companies: tuple[str, ...] = ()
    """Any of these."""
    years_min: int | None = None
    """Who does not say their years is not found where a bound is given."""
    years_max: int | None = None
    only_verified: bool = False
    only_available: bool = False
    """With a place left for one more mentee."""
    unwanted_jobs: tuple[str, ...] = ()
    """None who has one of these, unless they have one of `wanted_jobs`, too."""
    wanted_jobs: tuple[str, ...] = ()
    excluded: frozenset[int] = field(default_factory=frozenset)
    """The ids of mentors who are not to be found."""
