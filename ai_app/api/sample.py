"""`python -m api.sample` keeps the sample people where the service will look for them.

They are the mentors of the evaluation's main set, and those of its mentees who told more than a
text. Done twice it changes nothing.
"""

import sys

from adapters.database.opening import open_people
from adapters.evaluation_files import read_judged_queries
from api.knowledge import read_vocabularies
from api.settings import Settings, read_settings
from api.storage import database_url
from controllers.evaluating import normalised, read_set
from schemas.errors import NotReady, StorageDown
from schemas.people import Mentee, Mentor
from services.vocabularies import Vocabularies

NICKNAME = "멘티"
MENTEE_IDS_AFTER = 1_000
"""Ids are those of one platform: no mentee is one of the mentors, whose ids are smaller."""


def main() -> int:
    """Keep the people, and say how many those are; return 1 where they cannot be kept, and why."""
    try:
        kept = _kept(read_settings())
    except (NotReady, StorageDown, ValueError) as error:
        said = f"Nobody is kept: {error}. Set DATABASE_URL, then do it again."
        print(said, file=sys.stderr)  # noqa: T201 - a program of its own
        return 1
    print(kept)  # noqa: T201 - as above
    return 0


def _kept(settings: Settings) -> str:
    known = read_vocabularies(settings)
    mentors, mentees = sample_mentors(settings, known), sample_mentees(settings, known)
    people = open_people(database_url(settings))
    try:
        people.put_mentors(mentors)
        people.put_mentees(mentees)
    finally:
        people.close()
    return f"{len(mentors)} mentors and {len(mentees)} mentees are kept."


def sample_mentors(settings: Settings, known: Vocabularies) -> tuple[Mentor, ...]:
    """Return the mentors of the main set; raise `MalformedEvaluation` where it cannot be read."""
    return read_set(settings.evaluation_directory, "main", known).mentors


def sample_mentees(settings: Settings, known: Vocabularies) -> list[Mentee]:
    """Return its mentees who told more than a text; raise as `sample_mentors`."""
    queries = read_judged_queries(settings.evaluation_directory / "queries.jsonl")
    told = [query.profile for query in queries if query.profile.jobs or query.profile.skills]
    return [
        Mentee(
            user_id=MENTEE_IDS_AFTER + number,
            nickname=f"{NICKNAME} {number}",
            profile=normalised(profile, known),
        )
        for number, profile in enumerate(told, start=1)
    ]


if __name__ == "__main__":
    sys.exit(main())
