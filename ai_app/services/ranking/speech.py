"""In which words people are told why somebody is recommended."""

from collections.abc import Callable
from dataclasses import dataclass

from schemas.language import Language


@dataclass(frozen=True, slots=True)
class Speech:
    """A language, and what jobs and skills are called amid it."""

    language: Language
    job: Callable[[str], str] = str
    """Returns a job's name as it is said: 간호사로, where English says as Nurse."""
    skill: Callable[[str], str] = str
    """Likewise of a skill: 회계를, where English says Accounting."""


KOREAN, ENGLISH = Speech("ko"), Speech("en")
"""With names as they are kept."""
