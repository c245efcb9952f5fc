"""pyproject.toml: what it asks for, and how an entry is changed with all else left as it is."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tomlkit
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

from scripts.dependencies import ranges
from scripts.dependencies.errors import Refused

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAME = "pyproject.toml"
DEPENDENCIES = ("project", "dependencies")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What becomes of the entries of one list; each is named by its place in it."""

    removed: frozenset[int] = frozenset()
    replaced: Mapping[int, str] = field(default_factory=dict)
    added: Sequence[tuple[str, str]] = ()
    """Each with the comment that goes beside it."""

    def __bool__(self) -> bool:
        """Say whether anything changes at all."""
        return bool(self.removed or self.replaced or self.added)


def parsed(text: str) -> dict[str, Any]:
    """Read pyproject.toml with a parser that is not the one that writes it."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{NAME} is no TOML: {error}") from error
    missing = {"name", "requires-python"} - set(found.get("project", {}))
    if missing:
        raise Refused(*(f"{NAME} has no project.{key}" for key in sorted(missing)))
    return found


def entries(text: str, path: Sequence[str] = DEPENDENCIES) -> tuple[str, ...]:
    """Return the entries of a list of requirements, as they are spelled."""
    found: Any = parsed(text)
    for key in path:
        found = found.get(key, {} if key != path[-1] else [])
    return tuple(found)


def requirements(told: Sequence[str]) -> tuple[Requirement, ...]:
    """Read entries; raise `Refused` for those that are no requirements."""
    found, faults = [], []
    for entry in told:
        try:
            found.append(Requirement(entry))
        except InvalidRequirement as error:
            faults.append(f"{NAME}: {entry!r} is no requirement: {str(error).splitlines()[0]}")
    if faults:
        raise Refused(*faults)
    return tuple(found)


def elsewhere(text: str) -> tuple[tuple[str, Requirement], ...]:
    """Return what the extras and the groups ask for, each with where it stands."""
    whole = parsed(text)
    lists = {
        **{
            f"the extra {k}": v
            for k, v in whole["project"].get("optional-dependencies", {}).items()
        },
        **{f"the group {k}": v for k, v in whole.get("dependency-groups", {}).items()},
    }
    return tuple(
        (place, asked)
        for place, told in lists.items()
        for asked in requirements([entry for entry in told if isinstance(entry, str)])
    )


def own_name(text: str) -> str:
    """Return the normalised name of the project itself."""
    return canonicalize_name(parsed(text)["project"]["name"])


def edited(text: str, edit: Edit, path: Sequence[str] = DEPENDENCIES) -> str:
    """Return the text with one list changed; raise `Refused` if anything else would be."""
    if not edit:
        return text
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise Refused(f"{NAME} cannot be edited: {error}") from error
    found: Any = document
    for key in path:
        found = found.get(key)
        if found is None:
            break
    if not isinstance(found, Array):
        raise Refused(f"{NAME} has no list {'.'.join(path)}")
    before = found.as_string()
    for place, entry in edit.replaced.items():
        found[place] = entry
    for place in sorted(edit.removed, reverse=True):
        del found[place]
    for entry, comment in edit.added:
        _append(found, entry, comment, indent=_indent(before))
    after = tomlkit.dumps(document)
    _prove(text, before, after, edit=edit, path=path)
    return after


def _indent(array: str) -> str:
    """Return what stands before the first entry of a list that has a line for each."""
    for line in array.splitlines()[1:]:
        if line.strip() and not line.strip().startswith("]"):
            return "\n" + line[: len(line) - len(line.lstrip())]
    return "\n    " if "\n" in array or array.strip("[] ") == "" else ""


def _append(array: Array, entry: str, comment: str, *, indent: str) -> None:
    if indent:
        array.add_line(entry, indent=indent.removeprefix("\n"), comment=comment or None)
    else:
        array.append(entry)


def _prove(text: str, before: str, after: str, *, edit: Edit, path: Sequence[str]) -> None:
    """Read what was written again, and compare: nothing but the list meant may have changed."""
    fault = Refused(f"{NAME} would not come out right; edit it by hand: {'.'.join(path)}")
    was = entries(text, path)
    expected = [edit.replaced.get(n, e) for n, e in enumerate(was) if n not in edit.removed]
    try:
        now = entries(after, path)
    except Refused as error:
        raise fault from error
    if now != (*expected, *(entry for entry, _ in edit.added)):
        raise fault
    touched = [was[n] for n in (*edit.replaced, *edit.removed)]
    told = [line for line in before.splitlines()[1:-1] if line.strip()]  # not the empty ones
    kept = [line for line in told if not any(entry in line for entry in touched)]
    places = [hit.start() for hit in re.finditer(re.escape(before), text)]
    if not any(_is_all_that_changed(text, after, at, before, kept) for at in places):
        raise fault


def _is_all_that_changed(text: str, after: str, at: int, before: str, kept: Sequence[str]) -> bool:
    """Say whether all around the list at one place is as it was, and its kept lines are there."""
    head, tail = text[:at], text[at + len(before) :]
    if not (after.startswith(head) and after.endswith(tail)):
        return False
    lines = iter([_squeezed(line) for line in after[at : len(after) - len(tail)].splitlines()])
    return all(_squeezed(line) in lines for line in kept)


def _squeezed(line: str) -> str:
    """Return a line without what an entry after it adds to it: a comma, and room for it."""
    return "".join(line.replace(",", "").split())


def python(text: str) -> str:
    """Return the range of Pythons that the project takes."""
    return str(parsed(text)["project"]["requires-python"])


def spelled(asked: Requirement) -> str:
    """Write a requirement as the entries here are written."""
    extras = f"[{','.join(sorted(asked.extras))}]" if asked.extras else ""
    marker = str(asked.marker).replace('"', "'") if asked.marker else ""
    return f"{asked.name}{extras}{ranges.spelled(asked.specifier)}{f'; {marker}' if marker else ''}"
