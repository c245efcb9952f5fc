"""The vocabularies of a service, as one value."""

from dataclasses import dataclass

from services.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabularies:
    """What jobs and skills are called."""

    jobs: Vocabulary
    skills: Vocabulary


UNKNOWING = Vocabularies(jobs=Vocabulary({}), skills=Vocabulary({}))
"""They know no name: each means itself."""
