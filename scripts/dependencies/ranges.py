"""Ranges of versions: whether one lies within another, and whether any version is in both.

A range is read off at its edges: between two edges nothing changes, so each edge and a version on
either side of it stand for all versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packaging.specifiers import Specifier, SpecifierSet
from packaging.version import Version

LAST = 999_999
"""Stands for the highest number that a part of a version takes."""


def within(inner: SpecifierSet, outer: SpecifierSet) -> bool:
    """Say whether every version of the inner range is in the outer one."""
    return all(_in(outer, each) for each in _samples(inner, outer) if _in(inner, each))


def meet(*ranges: SpecifierSet) -> bool:
    """Say whether there is a version that is in all of these ranges."""
    return any(all(_in(each, one) for each in ranges) for one in _samples(*ranges))


def pin(asked: SpecifierSet) -> Version | None:
    """Return the version of a range that is one pin, `==1.2`; None for any other."""
    (only, *others) = tuple(asked) or (Specifier(">=0"),)
    if others or only.operator != "==" or only.version.endswith(".*"):
        return None
    return Version(only.version)


def raised(asked: SpecifierSet, least: Version) -> SpecifierSet:
    """Return a range with another lower bound, its upper bounds and exclusions kept."""
    kept = []
    for each in asked:
        if each.operator == "~=":
            parts = each.version.split(".")[:-1]
            kept.append(f"=={'.'.join(parts)}.*")
        elif each.operator not in {">", ">="}:
            kept.append(str(each))
    return SpecifierSet(",".join([f">={least.public}", *kept]))


def spelled(asked: SpecifierSet) -> str:
    """Write a range as people do: from below to above."""
    order = {">=": 0, ">": 0, "~=": 1, "==": 1, "<": 2, "<=": 2, "!=": 3}
    sides = sorted(asked, key=lambda each: (order.get(each.operator, 4), str(each)))
    return ",".join(str(each) for each in sides)


def _in(asked: SpecifierSet, version: Version) -> bool:
    return asked.contains(version, prereleases=True)


def _samples(*ranges: SpecifierSet) -> Iterator[Version]:
    """Yield versions that stand for all: each edge of these ranges, and its two sides."""
    yield Version("0")
    yield Version(str(LAST))
    for edge in _edges(each for one in ranges for each in one):
        release = edge.release
        yield edge
        yield Version(f"{'.'.join(map(str, release))}.0.0.1")
        yield from _below(release)


def _below(release: tuple[int, ...]) -> Iterator[Version]:
    """Yield the version just below a release, where there is one."""
    for place in range(len(release) - 1, -1, -1):
        if release[place] > 0:
            parts = (*release[:place], release[place] - 1, LAST)
            yield Version(".".join(map(str, parts)))
            return


def _edges(asked: Iterable[Specifier]) -> Iterator[Version]:
    for each in asked:
        version = Version(each.version.removesuffix(".*"))
        yield version
        if each.operator == "~=" or each.version.endswith(".*"):
            parts = version.release[:-1] if each.operator == "~=" else version.release
            yield Version(".".join(map(str, (*parts[:-1], parts[-1] + 1))))
