"""requirements.txt: the lock for people, without digests; what they edit, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from scripts.dependencies.errors import Refused
from scripts.dependencies.lock import Lock

NAME = "requirements.txt"
NOTICE = """\
# Made from requirements.lock by `nox -s lock`: what a host installs, for people.
# All of it, since a pin of the app's own requirements alone would leave open what those bring.
# To change it, edit a line and run `nox -s merge-requirements`, which writes pyproject.toml.
# `==` says which version is locked; `>=` and the like narrow the range in pyproject.toml."""
BROUGHT = "# Brought by those above."
LINES_MAX = 2000
LINE_LENGTH_MAX = 1000
OPTION = re.compile(r"--?[A-Za-z-]+")
COMMENT = re.compile(r"(?:^|\s+)#(.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One requirement as it stands in the file."""

    number: int
    requirement: Requirement
    comment: str = ""

    @property
    def name(self) -> str:
        """The normalised name."""
        return canonicalize_name(self.requirement.name)


def written(lock: Lock) -> str:
    """Give the text of requirements.txt: what is asked for, in its order, then what that brings."""
    wanted = {canonicalize_name(each.name) for each in lock.wanted}
    first = list(dict.fromkeys(line for each in lock.wanted for line in _asked(each, lock)))
    rest = [str(row.requirement) for row in lock.rows if row.name not in wanted]
    return "\n".join([NOTICE, *first, *([BROUGHT, *rest] if rest else []), ""])


def _asked(wanted: Requirement, lock: Lock) -> Iterator[str]:
    """Yield a requirement with its locked version, as pyproject.toml spells it."""
    rows, namesakes = lock.of(wanted.name), [e for e in lock.wanted if _same(e, wanted)]
    for row in rows:
        pinned = Requirement(str(wanted))
        pinned.specifier = row.requirement.specifier
        if len(rows) > 1 or len(namesakes) > 1:
            pinned.marker = row.requirement.marker
        yield str(pinned)


def _same(one: Requirement, other: Requirement) -> bool:
    return canonicalize_name(one.name) == canonicalize_name(other.name)


def read(content: bytes) -> tuple[Line, ...]:
    """Read the file as people may have left it; raise `Refused` with each line that is none.

    What a line says is not repeated where it may be an address, which may hold a password.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{NAME} is no UTF-8: {error.reason} at byte {error.start}") from error
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if len(lines) > LINES_MAX:
        raise Refused(f"{NAME} has more than {LINES_MAX} lines")
    found, faults = [], []
    for number, line in enumerate(lines, 1):
        try:
            if COMMENT.sub("", line).strip() or not _plain(line):
                found.append(_line(number, line))
        except ValueError as error:
            faults.append(f"{NAME}, line {number}: {error}")
    if faults:
        raise Refused(*faults)
    return tuple(found)


def _line(number: int, line: str) -> Line:
    if not _plain(line):
        raise ValueError("it holds a control character, or is longer than any requirement")
    comment = COMMENT.search(line)
    told = COMMENT.sub("", line).strip()
    option = OPTION.match(told)
    if option is not None:
        raise ValueError(f"{option[0]} is an option of pip, and no requirement")
    if told.endswith("\\"):
        raise ValueError("it goes on in the next line; write it in one")
    if "://" in told:
        raise ValueError("a requirement by address cannot be locked; give a name and a range")
    try:
        requirement = Requirement(told)
    except InvalidRequirement as error:
        raise ValueError(f"it is no requirement: {str(error).splitlines()[0]}") from error
    if requirement.url is not None:
        raise ValueError("a requirement by address cannot be locked; give a name and a range")
    if any(each.operator == "===" for each in requirement.specifier):
        raise ValueError("=== compares texts; write ==")
    return Line(
        number=number, requirement=requirement, comment=comment[1].strip() if comment else ""
    )


def _plain(line: str) -> bool:
    return len(line) <= LINE_LENGTH_MAX and (line.replace("\t", " ").isprintable() or not line)


def grouped(lines: Sequence[Line]) -> Mapping[str, tuple[Line, ...]]:
    """Give the lines of each distribution by its normalised name, in the order of the file."""
    names = dict.fromkeys(line.name for line in lines)
    return {name: tuple(line for line in lines if line.name == name) for name in names}


def is_edited(content: bytes, lock: Lock) -> bool:
    """Say whether the file asks for anything else than what was written into it."""
    try:
        asked = [line.requirement for line in read(content)]
    except Refused:
        return True
    return asked != [line.requirement for line in read(written(lock).encode())]
