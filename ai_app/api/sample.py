"""`python -m api.sample` keeps the sample people where the service will look for them.

They are the mentors of the evaluation's main set, and those of its mentees who told more than a
text. Done twice it changes nothing.
"""

import sys

from adapters.database.opening import open_people
from adapters.evaluation_files import read_judged_queries
from api.assembly import database_url, read_vocabularies
from api.settings import Settings, read_settings
from controllers.evaluating import normalised, read_set
from schemas.errors import NotReady, StorageDown
from schemas.people import Mentee

NICKNAME = "멘티"


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
    of = read_set(settings.evaluation_directory, "main", known)
    queries = read_judged_queries(settings.evaluation_directory / "queries.jsonl")
    told = [query.profile for query in queries if query.profile.jobs or query.profile.skills]
    mentees = [
        Mentee(user_id=number, nickname=f"{NICKNAME} {number}", profile=normalised(profile, known))
        for number, profile in enumerate(told, start=1)
    ]
    people = open_people(database_url(settings))
    try:
        people.put_mentors(of.mentors)
        people.put_mentees(mentees)
    finally:
        people.close()
    return f"{len(of.mentors)} mentors and {len(mentees)} mentees are kept."


if __name__ == "__main__":
    sys.exit(main())
