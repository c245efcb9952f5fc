"""The lock: each version that a host installs, with the digests of all its files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts.dependencies import ranges
from scripts.dependencies.errors import Refused

NAME = "requirements.lock"
NOTICE = "# What a host installs, and the digests of the files. Made by `nox -s lock`; do not edit."
FROM = "# From: "
PYTHON = "# Python: "
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One version of one distribution, where its marker holds."""

    requirement: Requirement
    version: Version
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The normalised name."""
        return canonicalize_name(self.requirement.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What was asked for when the lock was made, and what that came to."""

    wanted: tuple[Requirement, ...]
    python: str
    rows: tuple[Row, ...]

    def of(self, name: str) -> tuple[Row, ...]:
        """Return the rows of one distribution: more than one where Pythons need different ones."""
        return tuple(row for row in self.rows if row.name == canonicalize_name(name))


def written(wanted: Sequence[Requirement], python: str, resolved: str) -> str:
    """Give the text of a lock: what was asked for, above what uv resolved it to."""
    asked = [f"{FROM}{requirement}" for requirement in wanted]
    return "\n".join([NOTICE, *asked, f"{PYTHON}{python}", resolved.strip(), ""])


def read(text: str) -> Lock:
    """Read a lock; raise `Refused` for anything in it that no lock of ours holds."""
    wanted, python, rows, faults = [], "", [], []
    for line in text.replace("\\\n", " ").splitlines():
        try:
            if line.startswith(FROM):
                wanted.append(Requirement(line.removeprefix(FROM)))
            elif line.startswith(PYTHON):
                python = line.removeprefix(PYTHON)
            elif line.strip() and not line.startswith("#"):
                rows.append(_row(line))
        except (InvalidRequirement, ValueError) as error:
            faults.append(f"{NAME}: {line.partition('--hash')[0].strip()[:60]!r}: {error}")
    if faults:
        raise Refused(*faults)
    return Lock(wanted=tuple(wanted), python=python, rows=tuple(rows))


def _row(line: str) -> Row:
    told, *hashes = line.split("--hash=")
    requirement = Requirement(told.strip())
    version = ranges.pin(requirement.specifier)
    if version is None or requirement.url is not None:
        raise ValueError("no exact version")
    found = tuple(HASH.fullmatch(f"--hash={each.strip()}") for each in hashes)
    if not found or None in found:
        raise ValueError("no SHA-256 of its files")
    digests = tuple(hit[1] for hit in found if hit is not None)
    return Row(requirement=requirement, version=version, hashes=digests)
