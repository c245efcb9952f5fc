"""What uv makes of a wheel before it installs anything: its members, and what it asks for."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from dataclasses import dataclass

TAGGED = re.compile(r"([A-Za-z0-9_.]+)-([^-]+)(?:-[0-9][^-]*)?-([^-]+)-[^-]+-[^-]+\.whl")
NEED = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[[^]]*\])?\s*\(?([^;)]*)\)?\s*(?:;(.*))?")
COMPARED = re.compile(r"(>=|<=|==|!=|~=|<|>)\s*([0-9.]+)(\.\*)?")


class Unusable(Exception):
    """No wheel to install: uv's exit code, and its words."""

    def __init__(self, code: int, *lines: str) -> None:
        """Keep the exit code beside the lines, the error first and then its causes."""
        super().__init__("\n  cause: ".join(lines))
        self.code = code


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement: a name, the versions that will do, and the extra that asks for it."""

    name: str
    versions: str = ""
    extra: str = ""
    locked: bool = False
    """A lock says which version it is."""


@functools.lru_cache(maxsize=256)
def members(path: str, content: bytes) -> dict[str, bytes]:
    """Return the members of a wheel by name; raise `Unusable` with what uv says of it."""
    name = path.rpartition("/")[2]
    tagged = TAGGED.fullmatch(name)
    if tagged is None:
        raise Unusable(1, f"The wheel filename `{name}` is invalid: Must have a version")
    if not re.search(r"\bpy3\b|\bcp311\b", tagged[3].replace(".", " ")):
        own, none = tagged[1].replace("_", "-"), "has no wheels with a matching Python version tag"
        cause = f"Because only {own}=={tagged[2]} is available and {own}=={tagged[2]} {none}"
        raise Unusable(1, "No solution found when resolving dependencies", cause)
    distribution = normal(tagged[1])
    read = f"Failed to read `{distribution} @ file://{path}`"
    found = _unzipped(path, content, read)
    folder = _info(found, path, distribution, read)
    for part in ("RECORD", "WHEEL"):
        if f"{folder}/{part}" not in found:
            raise Unusable(2, read, f"failed to open file `{folder}/{part}`: No such file")
    version = folder.removesuffix(".dist-info").rpartition("-")[2]
    if version != tagged[2]:
        differs = f"Wheel version does not match filename ({version} != {tagged[2]})"
        raise Unusable(2, f"Failed to install: {name}", differs)
    return found


def _unzipped(path: str, content: bytes, read: str) -> dict[str, bytes]:
    zipped = "unable to locate the end of central directory record"
    try:
        return _archived(content)
    except _TornMember as error:
        raise Unusable(1, read, f"Failed to extract archive: {path}", str(error)) from error
    except zipfile.BadZipFile:
        metadata = f"Failed to read metadata: {path}"
        raise Unusable(1, read, metadata, "Failed to read from zip file", zipped) from None


class _TornMember(zipfile.BadZipFile):
    """An archive with a good directory, and a member that is not as it says."""


@functools.lru_cache(maxsize=256)
def _archived(content: bytes) -> dict[str, bytes]:
    """Read an archive once, wherever its copies lie: each release keeps its wheel."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}
        except zipfile.BadZipFile as error:
            raise _TornMember(str(error)) from error


def _info(found: dict[str, bytes], path: str, distribution: str, read: str) -> str:
    """Return the name of the directory of the wheel's metadata."""
    metadata = f"Failed to read metadata: {path}"
    folders = [name.partition("/")[0] for name in found if name.endswith(".dist-info/METADATA")]
    if not folders:
        raise Unusable(1, read, metadata, "No .dist-info directory found")
    stem = folders[0].removesuffix(".dist-info")
    if normal(stem.rpartition("-")[0]) != distribution:
        why = f"`{stem}` does not start with the normalized package name: {distribution}"
        raise Unusable(1, read, metadata, f"The .dist-info directory {why}")
    return folders[0]


def normal(name: str) -> str:
    """Return the normalised name of a distribution."""
    return re.sub(r"[-_.]+", "-", name).lower()


def info_folder(found: dict[str, bytes]) -> str:
    """Return the name of the metadata directory among the members of a good wheel."""
    return next(name for name in found if name.endswith(".dist-info/METADATA"))[: -len("/METADATA")]


def needs(found: dict[str, bytes], extras: tuple[str, ...]) -> list[Need]:
    """Return what a wheel requires with these extras, sorted by name."""
    wanted = (
        need
        for need in _asked(found[f"{info_folder(found)}/METADATA"])
        if need.extra in ("", *extras)
    )
    return sorted(wanted, key=lambda need: need.name)


@functools.lru_cache(maxsize=256)
def _asked(metadata: bytes) -> tuple[Need, ...]:
    lines = metadata.decode().partition("\n\n")[0].splitlines()
    asked = (line.partition(": ")[2] for line in lines if line.startswith("Requires-Dist: "))
    return tuple(dict.fromkeys(need_of(text) for text in asked))


@functools.lru_cache(maxsize=256)
def need_of(text: str) -> Need:
    """Read one requirement."""
    hit = NEED.fullmatch(text.strip())
    assert hit is not None, f"the fake uv cannot read {text!r}"
    extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)['\"]", hit[3] or "")
    return Need(normal(hit[1]), hit[2].replace(" ", ""), extra[1] if extra else "")


@functools.lru_cache(maxsize=256)
def allows(need: Need, version: str) -> bool:
    """Say whether a version will do."""
    return all(_holds(number_of(version), hit) for hit in COMPARED.finditer(need.versions))


def least(need: Need) -> str:
    """Return the lowest version that is named as good, or 1.0.0."""
    hit = re.search(r"(?:>=|==|~=)\s*([0-9.]+)", need.versions)
    return hit[1] if hit else "1.0.0"


def number_of(version: str) -> tuple[int, ...]:
    """Return a version as numbers to compare, without trailing zeros."""
    numbers = [int(part) for part in version.split(".") if part.isdigit()]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _holds(version: tuple[int, ...], hit: re.Match[str]) -> bool:
    other = number_of(hit[2])
    equal = version[: len(other)] == other if hit[3] else version == other
    return {
        ">=": version >= other,
        "<=": version <= other,
        ">": version > other,
        "<": version < other,
        "==": equal,
        "!=": not equal,
        "~=": version >= other and version[: len(other) - 1] == other[:-1],
    }[hit[1]]
