"""Reading a wheel: what it is and whether it is whole, without installing it."""

from __future__ import annotations

import base64
import csv
import functools
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy import lock
from deploy.errors import Refused
from deploy.layout import LOOSE
from deploy.parsing import parsed
from deploy.tree import SMALL, digest

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "refit_ai_service"
REBUILD = "Build it again: python -m build --wheel"
REQUIRED = ("ai_app/__init__.py", "ai_app/api/main.py")
"""Members without which this wheel cannot serve: size is no measure of integrity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """What a wheel holds: its identity and the digest of each file of the app."""

    file_name: str
    sha256: str
    version: str
    sha: str | None
    """The commit it was built from; None for a wheel older than `release.json`."""
    files: Mapping[str, str]
    lock: bytes | None
    """What it may be installed with; None for a wheel older than that."""
    loose: Mapping[str, bytes]
    """The files that it brings to lie beside the code."""


def file_version(file_name: str) -> str:
    """Return the version in a wheel's file name; raise `Refused` if it is not this service's."""
    found = re.fullmatch(
        rf"{NAME}-([A-Za-z0-9.!+_]+)(-[0-9][^-]*)?-[^-]+-[^-]+-[^-]+\.whl", file_name
    )
    if found is None:
        raise Refused(
            f"{file_name!r} is no wheel of this service",
            f"Give a file named like {NAME}-0.1.0-py3-none-any.whl",
        )
    return found[1]


def inspect(content: bytes, file_name: str, sha256: str | None = None) -> Wheel:
    """Prove that `content` is a whole wheel of this service and say what it holds.

    The members are checked against the wheel's own RECORD (PEP 427: path, hash, size).
    Raises `Refused`, saying what is wrong.
    """
    proven = _known if len(content) <= SMALL else _proven
    return proven(content, file_name, sha256)


@functools.lru_cache(maxsize=64)
def _known(content: bytes, file_name: str, sha256: str | None) -> Wheel:
    """Remember small ones: as many of any size would fill the memory of a host."""
    return _proven(content, file_name, sha256)


@functools.lru_cache(maxsize=4)
def _proven(content: bytes, file_name: str, sha256: str | None) -> Wheel:
    version = file_version(file_name)
    found = digest(content)
    if sha256 is not None and sha256.lower() != found:
        raise Refused(
            f"{file_name} has the SHA-256 {found}, not {sha256}",
            "Fetch the artifact again, or give the digest that CI published",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _members(archive)
    except Exception as error:
        raise Refused(f"{file_name} is not a readable wheel: {_said(error)}", REBUILD) from error
    complaint = _complaint(members)
    if complaint is not None:
        raise Refused(f"{file_name} is not whole: {complaint}", REBUILD)
    return Wheel(
        file_name=file_name,
        sha256=found,
        version=version,
        sha=_sha(members, file_name),
        files={
            name.removeprefix("ai_app/"): digest(data)
            for name, data in members.items()
            if name.startswith("ai_app/")
        },
        lock=members.get(f"{NAME}-{version}.dist-info/extra_metadata/{lock.NAME}"),
        loose={
            name: members[path]
            for name in LOOSE
            if (path := f"{NAME}-{version}.dist-info/extra_metadata/{name}") in members
        },
    )


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def _complaint(members: Mapping[str, bytes]) -> str | None:
    for name in members:
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            return f"the member {name!r} would be written outside of it"
        if not name.startswith(("ai_app/", f"{NAME}-")):
            return f"the member {name!r} belongs to neither the app nor its metadata"
    for name in REQUIRED:
        if name not in members:
            return f"{name} is missing"
    records = [name for name in members if name.endswith(".dist-info/RECORD")]
    if len(records) != 1:
        return "it has no RECORD of its files"
    return _record_complaint(members, records[0])


def _record_complaint(members: Mapping[str, bytes], record: str) -> str | None:
    try:
        rows = list(csv.reader(members[record].decode().splitlines()))
    except (UnicodeDecodeError, csv.Error):
        return "its RECORD cannot be read"
    recorded = {row[0]: row[1] for row in rows if len(row) == len(("path", "hash", "size"))}
    for name, content in members.items():
        if name == record:
            continue
        if name not in recorded:
            return f"{name} is not in its RECORD"
        hashed = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        if recorded[name] != f"sha256={hashed}":
            return f"{name} differs from its RECORD"
    missing = sorted(set(recorded) - set(members) - {record})
    return f"{missing[0]} is in its RECORD but not in it" if missing else None


def _sha(members: Mapping[str, bytes], file_name: str) -> str | None:
    if "ai_app/release.json" not in members:
        return None
    try:
        sha = parsed(members["ai_app/release.json"])["sha"]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"{file_name}: ai_app/release.json is damaged: {error}", REBUILD) from error
    return str(sha)


def check_sha(sha: str) -> str:
    """Return a commit's name; raise `Refused` unless it is 40 hex digits."""
    if re.fullmatch(r"[0-9a-f]{40}", sha) is None:
        raise Refused(f"{sha!r} is no commit", "Give all 40 hex digits: git rev-parse HEAD")
    return sha


def check_sha256(text: str) -> str:
    """Return a digest in lower case; raise `Refused` unless it is 64 hex digits."""
    if re.fullmatch(r"[0-9a-fA-F]{64}", text) is None:
        raise Refused(f"{text!r} is no SHA-256", "Give all 64 hex digits: sha256sum FILE")
    return text.lower()
