"""Reads the record of the release that the wheel carries."""

import json
import re
from pathlib import Path

from schemas.release import Release

FIELDS = {
    "sha": re.compile(r"[0-9a-f]{40}"),
    "version": re.compile(r"\S+"),
    "built_at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)"),
}


class MalformedRelease(Exception):
    """The record is there, and does not say which release this is."""


def read_release(path: Path) -> Release | None:
    """Give the release, or None where there is no record: a checkout is not a release."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise MalformedRelease(f"{path.name} cannot be read: {error}") from error
    if not isinstance(record, dict):
        raise MalformedRelease(f"{path.name} does not hold an object")
    return Release(**{name: field(record, name, path.name) for name in FIELDS})


def field(record: dict[str, object], name: str, file_name: str) -> str:
    """Give one field of the record, if it is what it should be."""
    value = record.get(name)
    if isinstance(value, str) and FIELDS[name].fullmatch(value):
        return value
    raise MalformedRelease(f"{file_name} has no proper {name!r}: {value!r}")
