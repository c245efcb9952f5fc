"""Reads the vocabularies that the service ships; an operator may give others."""

import json
from pathlib import Path


class MalformedVocabulary(Exception):
    """The file is there, and does not hold names with their aliases."""


def read_aliases(path: Path) -> dict[str, list[str]]:
    """Return the aliases of each name, as a JSON object of lists holds them.

    Raises `MalformedVocabulary`, saying of which file and what about it.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MalformedVocabulary(f"{path.name} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise MalformedVocabulary(f"{path.name} does not hold an object")
    for name, aliases in found.items():
        if not isinstance(aliases, list) or not all(isinstance(each, str) for each in aliases):
            raise MalformedVocabulary(f"{path.name} has no list of texts at {name!r}")
    return found
