"""What an edited requirements.txt asks for: decided here, from texts alone.

Three accounts meet: what the file said when it was made (the lock tells), what it says now, and
pyproject.toml. A pin is for the lock. A range may narrow the one in pyproject.toml, never widen it:
a bound stands there with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts.dependencies import listing, manifest, ranges
from scripts.dependencies.errors import Refused
from scripts.dependencies.listing import Line
from scripts.dependencies.lock import Lock
from scripts.dependencies.manifest import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What is to be done: to pyproject.toml, and to the lock."""

    edit: Edit
    pins: Mapping[str, Version] = field(default_factory=dict)
    released: frozenset[str] = frozenset()
    """Distributions whose locked version may move: the line says none any more."""

    def __bool__(self) -> bool:
        """Say whether anything was asked for at all."""
        return bool(self.edit or self.pins or self.released)


class _Impossible(ValueError):
    """Why one line cannot be merged."""


@dataclass(slots=True, kw_only=True)
class _Accounts:
    """What is known, and what was decided so far."""

    own: str
    told: Sequence[str]
    asked: Sequence[Requirement]
    lock: Lock
    elsewhere: Sequence[tuple[str, Requirement]]
    replaced: dict[int, str] = field(default_factory=dict)
    added: list[tuple[str, str]] = field(default_factory=list)
    pins: dict[str, Version] = field(default_factory=dict)
    released: set[str] = field(default_factory=set)


def decide(pyproject: str, lock: Lock, content: bytes) -> Merge:
    """Say what an edited requirements.txt asks for; raise `Refused` with each line that cannot."""
    told = manifest.entries(pyproject)
    known = _Accounts(
        own=manifest.own_name(pyproject),
        told=told,
        asked=manifest.requirements(told),
        lock=lock,
        elsewhere=manifest.elsewhere(pyproject),
    )
    before = listing.grouped(listing.read(listing.written(lock).encode()))
    after = listing.grouped(listing.read(content))
    faults = []
    for name, lines in after.items():
        try:
            _take(known, before.get(name, ()), lines)
        except _Impossible as error:
            faults.append(f"{listing.NAME}, line {lines[-1].number}: {error}")
    gone = [name for name in before if name not in after]
    removed = frozenset(n for n, each in enumerate(known.asked) if _name(each) in gone)
    if gone and not removed:
        faults += [f"{listing.NAME}: {name} is brought by others, and stays" for name in gone]
    if not after:
        faults.append(f"{listing.NAME} asks for nothing any more")
    if faults:
        raise Refused(*faults)
    edit = Edit(removed=removed, replaced=known.replaced, added=tuple(known.added))
    return Merge(edit=edit, pins=known.pins, released=frozenset(known.released))


def _name(requirement: Requirement) -> str:
    return canonicalize_name(requirement.name)


def _take(known: _Accounts, before: Sequence[Line], lines: Sequence[Line]) -> None:
    """Take the lines of one distribution as they are now; raise `_Impossible`."""
    was = [line.requirement for line in before]
    if [line.requirement for line in lines] == was:
        return
    line, asked = lines[-1], lines[-1].requirement
    if line.name == known.own:
        raise _Impossible(f"{asked.name} is this project itself")
    if len(lines) > 1 and len(lines) > len(was):
        raise _Impossible(f"{asked.name} is there twice, also in line {lines[0].number}")
    if len(was) > 1:
        raise _Impossible(
            f"{asked.name} has several versions by marker; change {manifest.NAME} instead"
        )
    places = [n for n, each in enumerate(known.asked) if _name(each) == line.name]
    _refuse_conflict(known, line)
    if not was:
        _add(known, line, places)
    elif places or any(_name(each) == line.name for each in known.lock.wanted):
        _change(known, line, was[0], places)
    else:
        _pin_only(known, line, was[0])


def _refuse_conflict(known: _Accounts, line: Line) -> None:
    """See that an extra or a group can still be installed beside it."""
    for place, other in known.elsewhere:
        if _name(other) == line.name and not _meet(line.requirement, other.specifier):
            bound = ranges.spelled(other.specifier)
            raise _Impossible(f"{_said(line)} conflicts with {bound}, which {place} asks for")


def _meet(asked: Requirement, other: SpecifierSet) -> bool:
    version = ranges.pin(asked.specifier)
    if version is not None:
        return other.contains(version, prereleases=True)
    return ranges.meet(asked.specifier, other)


def _said(line: Line) -> str:
    return f"{line.requirement.name}{ranges.spelled(line.requirement.specifier)}"


def _add(known: _Accounts, line: Line, places: Sequence[int]) -> None:
    """Ask for one more: a pin is locked, and is the lower bound."""
    if places:
        raise _Impossible(f"{manifest.NAME} asks for it since; bring the lock in step first")
    asked, version = Requirement(str(line.requirement)), ranges.pin(line.requirement.specifier)
    if not ranges.meet(asked.specifier):
        raise _Impossible(f"no version is in {ranges.spelled(asked.specifier)}")
    if version is not None:
        asked.specifier = SpecifierSet(f">={version.public}")
        known.pins[line.name] = version
    known.added.append((manifest.spelled(asked), line.comment))


def _change(known: _Accounts, line: Line, was: Requirement, places: Sequence[int]) -> None:
    """Change what pyproject.toml asks for, as far as the line differs from what was made."""
    asked = line.requirement
    if len(places) != 1:
        raise _Impossible(f"{manifest.NAME} asks for it {len(places)} times; change it there")
    (place,) = places
    entry = known.asked[place]
    (made_from,) = [each for each in known.lock.wanted if _name(each) == line.name]
    if entry != made_from:
        raise _Impossible(f"its entry in {manifest.NAME} has changed too; bring one of them back")
    wanted = Requirement(known.told[place])
    wanted.extras, wanted.marker = asked.extras, asked.marker
    if asked.specifier != was.specifier:
        wanted.specifier = _range(known, line, entry)
    if wanted != entry:
        known.replaced[place] = manifest.spelled(wanted)


def _range(known: _Accounts, line: Line, entry: Requirement) -> SpecifierSet:
    """Return the range that the entry shall have; note what the lock shall hold."""
    asked, bound = line.requirement.specifier, ranges.spelled(entry.specifier)
    version = ranges.pin(asked)
    if version is not None:
        if not entry.specifier.contains(version, prereleases=True):
            raise _Impossible(f"{_said(line)} is outside of {bound} in {manifest.NAME}")
        known.pins[line.name] = version
        return entry.specifier
    if not str(asked):
        known.released.add(line.name)
        return entry.specifier
    if not ranges.within(asked, entry.specifier):
        raise _Impossible(
            f"{_said(line)} is wider than {bound} in {manifest.NAME}; change it there"
        )
    if not ranges.meet(asked):
        raise _Impossible(f"no version is in {ranges.spelled(asked)}")
    return asked


def _pin_only(known: _Accounts, line: Line, was: Requirement) -> None:
    """Lock another version of what others bring; there is no entry to say more in."""
    asked, version = line.requirement, ranges.pin(line.requirement.specifier)
    if version is None or (asked.extras, asked.marker) != (was.extras, was.marker):
        raise _Impossible(
            f"{asked.name} is brought by others: only its pin can change; "
            f"to ask for it, write it into {manifest.NAME}"
        )
    known.pins[line.name] = version
