"""Backups: restorable pairs of code and wheel, each complete only once its manifest exists."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from deploy import records, tree
from deploy.errors import Damaged
from deploy.layout import LOOSE
from deploy.model import Backup, Release, moment_of
from deploy.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.host import Host
    from deploy.layout import Layout
    from deploy.ports import Reader


STAMPED = re.compile(r"(code|wheel)_([0-9]{14})")
"""The name of a half of a pair."""


class Place(NamedTuple):
    """Where the two halves of a backup lie: its code and its wheel."""

    code: str
    wheel: str


def pair(layout: Layout, stamp: str) -> Place:
    """Return where the pair with this id lies."""
    return Place(f"{layout.backups}/code_{stamp}", f"{layout.backups}/wheel_{stamp}")


def safety(layout: Layout, stamp: str) -> Place:
    """Return where a safety backup lies: both halves in one directory."""
    directory = f"{layout.backups}/safety_before_rollback_{stamp}"
    return Place(directory, directory)


def partial(layout: Layout, stamp: str) -> str:
    """Return where a backup is gathered before it is complete."""
    return f"{layout.backups}/.partial_{stamp}"


def take(host: Host, live: str, backup: Backup, place: Place) -> None:
    """Copy what lies at `live`, and its wheel, to `place`; the manifest comes last.

    Everything is gathered under a name no one lists, flushed, proven, and then renamed into place:
    the wheel first, so that a listed code backup has its wheel. Raises `Damaged` where a copy is
    not what the manifest will say.
    """
    gathered = partial(host.layout, backup.id)
    tree.discard(host, [gathered, place.code, place.wheel])
    code, wheel = f"{gathered}/code", f"{gathered}/wheel"
    tree.sync(host.files, f"{live}/ai_app", f"{code}/ai_app", backup.release.files)
    for name in backup.release.loose:
        host.files.copy(f"{live}/{name}", f"{code}/{name}")
    holder = code if place.code == place.wheel else wheel
    if backup.release.wheel is not None:
        host.files.make_directory(holder)
        source = f"{host.layout.releases}/{backup.release.name}/{backup.release.wheel}"
        host.files.copy(source, f"{holder}/{backup.release.wheel}")
    host.files.flush(gathered)
    prove(host.files, backup, Place(code, holder))
    host.files.write(f"{code}/manifest.json", records.encode(backup))
    if host.files.kind(wheel) is not None:
        host.files.write(f"{wheel}/manifest.json", records.encode(backup))
        host.files.rename(wheel, place.wheel)
    host.files.rename(code, place.code)
    tree.discard(host, [gathered])


def prove(reader: Reader, backup: Backup, place: Place) -> None:
    """Prove that a backup is what its manifest says; raise `Damaged` where it is not."""
    release = backup.release
    tree.verify(reader, f"{place.code}/ai_app", release.files)
    expected = {f"{place.code}/{name}": sha256 for name, sha256 in release.loose.items()}
    if release.wheel is not None and release.wheel_sha256 is not None:
        expected[f"{place.wheel}/{release.wheel}"] = release.wheel_sha256
    for path, sha256 in expected.items():
        if reader.kind(path) is None:
            raise Damaged(f"{path} is not there")
        if tree.digest(reader.read(path)) != sha256:
            raise Damaged(f"{path} differs from its manifest")


def load(reader: Reader, place: Place) -> Backup | None:
    """Return the manifest of a backup; None where it has none (the predecessor's have not)."""
    return records.load(reader, Backup, f"{place.code}/manifest.json")


def stamps(reader: Reader, layout: Layout, half: str) -> tuple[str, ...]:
    """Return the ids of which a `code` or `wheel` half lies there, newest first.

    What is named like one but for no moment in time is nobody's backup: it is left alone.
    """
    if reader.kind(layout.backups) is None:
        return ()
    found = (STAMPED.fullmatch(name) for name in reader.names(layout.backups))
    stamps = (hit[2] for hit in found if hit is not None and hit[1] == half)
    return tuple(sorted((stamp for stamp in stamps if _is_moment(stamp)), reverse=True))


@functools.lru_cache(maxsize=256)
def _is_moment(stamp: str) -> bool:
    try:
        moment_of(stamp)
    except ValueError:
        return False
    return True


def usable(reader: Reader, layout: Layout) -> Iterator[Backup]:
    """Yield the pairs of healthy releases that still verify, newest first.

    A disk that cannot be read raises `OSError`: passing over the newest backup for that would
    restore an older release than was meant.
    """
    for stamp in stamps(reader, layout, "code"):
        backup = _verified(reader, pair(layout, stamp)) or _verified(reader, pair(layout, stamp))
        if backup is not None and backup.healthy:
            yield backup


def _verified(reader: Reader, place: Place) -> Backup | None:
    """Return a backup that verifies; asked twice, for a bad read is not yet a bad disk."""
    try:
        backup = load(reader, place)
        if backup is not None:
            prove(reader, backup, place)
    except Damaged:
        return None
    return backup


def unverified(reader: Reader, layout: Layout, stamp: str) -> Backup:
    """Describe a backup of the predecessor as it lies there: it carries no manifest to check.

    Raises `Damaged` where it holds no code.
    """
    place = pair(layout, stamp)
    files = {}
    if reader.kind(f"{place.code}/ai_app") is Kind.DIRECTORY:
        files = tree.digests(reader, f"{place.code}/ai_app")
    if "api/main.py" not in files:
        raise Damaged(f"{place.code} holds no ai_app/api/main.py")
    wheel, sha256 = None, None
    if reader.kind(place.wheel) is Kind.DIRECTORY:
        wheels = [name for name in reader.names(place.wheel) if name.endswith(".whl")]
        if len(wheels) == 1:
            wheel = wheels[0]
            sha256 = tree.digest(reader.read(f"{place.wheel}/{wheel}"))
    loose = {
        name: tree.digest(reader.read(f"{place.code}/{name}"))
        for name in LOOSE
        if reader.kind(f"{place.code}/{name}") is Kind.FILE
    }
    release = Release(
        name=f"code_{stamp}",
        source="predecessor",
        wheel=wheel,
        wheel_sha256=sha256,
        files=files,
        loose=loose,
    )
    return Backup(id=stamp, healthy=False, release=release, before="the predecessor")
