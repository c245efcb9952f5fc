"""Reading JSON that somebody else may have written: what is not exactly as expected is refused."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NoReturn

from deploy.control.blotting import blot
from deploy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHOWN_MAX = 80
"""Characters of a value that a refusal repeats."""


def document(content: bytes, what: str, *, bytes_max: int) -> object:
    """Return the value that some bytes hold as JSON; raise `Refused` where they hold none.

    Stricter than Python: UTF-8 alone, no name twice, no number that is none, no endless nesting.
    """
    if len(content) > bytes_max:
        refuse(what, f"it has {len(content)} bytes, and at most {bytes_max} are read")
    try:
        found: object = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except UnicodeDecodeError:
        refuse(what, "it is not UTF-8")
    except RecursionError:
        refuse(what, "it is nested too deep")
    except ValueError as error:
        refuse(what, f"it is no JSON: {error}")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{shown(twice[0])} stands in it twice")
    return dict(pairs)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def members(value: object, where: str, names: Sequence[str]) -> dict[str, object]:
    """Return an object that has exactly these names; raise `Refused`, naming what differs."""
    if not isinstance(value, dict):
        refuse(where, f"it is no object but {shown(value)}")
    missing = sorted(set(names) - set(value))
    unknown = sorted(set(value) - set(names))
    if missing:
        refuse(f"{where}.{missing[0]}", "it is missing")
    if unknown:
        refuse(where, f"nothing is known of {shown(unknown[0])}")
    return value


def items(value: object, where: str, *, least: int, most: int) -> list[object]:
    """Return a list of so many items; raise `Refused` where it is none."""
    if not isinstance(value, list):
        refuse(where, f"it is no list but {shown(value)}")
    if not least <= len(value) <= most:
        refuse(where, f"it has {len(value)} items, not {least} to {most}")
    return value


def text(value: object, where: str, pattern: str) -> str:
    """Return a text that matches as a whole; raise `Refused` where it does not."""
    if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
        refuse(where, f"{shown(value)} is none")
    return value


def named(value: object, where: str, parse: Callable[[str], str]) -> str:
    """Return a text that `parse` takes for a name; raise `Refused`, naming the field too."""
    try:
        return parse(text(value, where, r"(?s).*"))
    except Refused as error:
        if error.reason.startswith(where):
            raise
        refuse(where, error.reason)


def number(value: object, where: str, *, least: int, most: int) -> int:
    """Return a whole number within bounds; raise `Refused` for another, or for what is none."""
    if type(value) is not int or not least <= value <= most:
        refuse(where, f"{shown(value)} is not within {least} and {most}")
    return value


def shown(value: object) -> str:
    """Write a value for a message: short, in one line, of printable ASCII, no password in it."""
    written = blot(ascii(value), ())
    return written if len(written) <= SHOWN_MAX else f"{written[:SHOWN_MAX]}..."


def refuse(where: str, why: str) -> NoReturn:
    """Raise `Refused`, naming the field."""
    raise Refused(f"{where}: {why}", "It was not written by `publish`: publish the commit again")
