"""A process of its own that keeps mentors, and says of each that it is kept.

`python writer.py URL FIRST COUNT` says `ready`, opens the place when it hears a line, and puts
mentors FIRST, FIRST + 1 and so on, one at a time; after each it writes the id.
"""

import sys

from adapters.database.opening import open_people
from schemas.people import Mentor


def main() -> None:
    """Write until all are kept, or until killed."""
    url, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    say("ready")
    sys.stdin.readline()
    people = open_people(url)
    for user_id in range(first, first + count):
        people.put_mentors([Mentor(user_id=user_id, nickname="x" * 500)])
        say(str(user_id))
    people.close()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
