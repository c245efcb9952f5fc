"""`python -m api.embeddings` makes the vectors of a model before it serves.

To be done before a service is started with another model, while the one before it still answers:
each finds the vectors of its own model alone, so neither disturbs the other, and nobody is ever
found by words alone. `--retire` deletes the vectors of all other models afterwards, once there is
no way back to them.
"""

import argparse
import sys

from adapters.database.opening import open_people
from api.knowledge import load_centred, read_vocabularies
from api.settings import read_settings
from api.storage import database_url
from schemas.errors import ModelDown, NotReady, StorageDown
from services.embedding.encoder import Encoder
from services.embedding.filling import Progress, fill, retire
from services.people.repository import PeopleRepository


def main() -> int:
    """Make the vectors, and say how far it is; return 1 where they cannot be made, and why."""
    command = argparse.ArgumentParser(prog="python -m api.embeddings", description=main.__doc__)
    command.add_argument("--retire", action="store_true", help="delete those of other models")
    asked = command.parse_args()
    try:
        settings = read_settings()
        encoder = load_centred(settings, read_vocabularies(settings))
        people = open_people(database_url(settings))
        try:
            _made(people, encoder, retiring=asked.retire)
        finally:
            people.close()
    except (ModelDown, NotReady, StorageDown, ValueError) as error:
        said = f"Not all vectors are made: {error}. What was made is kept; do it again."
        print(said, file=sys.stderr)  # noqa: T201 - a program of its own
        return 1
    return 0


def _made(people: PeopleRepository, encoder: Encoder, *, retiring: bool) -> None:
    progress = Progress()
    for progress in fill(people, encoder):
        print(f"{progress.seen} mentors", flush=True)  # noqa: T201 - as above
    made = f"{progress.encoded} vectors were made for {progress.seen} mentors."
    print(made)  # noqa: T201 - as above
    if retiring:
        gone = retire(people, encoder.identity)
        print(f"{gone} vectors of other models are deleted.")  # noqa: T201 - as above


if __name__ == "__main__":
    sys.exit(main())
