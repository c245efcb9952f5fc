"""In which words people are told why somebody is recommended."""

from collections.abc import Callable
from dataclasses import dataclass

from schemas.language import Language


@dataclass(frozen=True, slots=True)
class Speech:
    """A language, and what jobs are called amid it."""

    language: Language
    called: Callable[[str], str] = str
    """Returns a job's name as it is said: 간호사로, where English says as Nurse."""


KOREAN, ENGLISH = Speech("ko"), Speech("en")
"""With jobs called as they are kept."""
