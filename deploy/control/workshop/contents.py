"""What a wheel and a deployer must hold: all the files that were reviewed, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from deploy import wheel
from deploy.control import complaint
from deploy.control.artifact import LOCK, WHEEL
from deploy.control.complaint import Complaint, some
from deploy.control.workshop.checkout import is_blob
from deploy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deploy.control.workshop.checkout import Checkout

APP, NESTED, RELEASE = "ai_app/", "ai_app/ai_app/", "ai_app/release.json"
EXTRA = re.compile(rf"{wheel.NAME}-[^/-]+\.dist-info/extra_metadata/(.+)")
METADATA = re.compile(rf"{wheel.NAME}-[^/-]+\.dist-info/.+")
ENTRY = "__main__.py"
"""What a zipapp has of its own: the same few lines each time."""
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError),
    ValueError,
)
REBUILD = "Build it from this very commit: python -m deploy publish, without --wheel"


def members(content: bytes) -> dict[str, bytes]:
    """Return the files of a zip; raise `Refused` where it cannot be read, or has one twice."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            found = {name: archive.read(name) for name in names}
    except UNREADABLE as error:
        raise Refused(f"it is no readable zip: {error}", REBUILD) from error
    if len(found) != len(names):
        twice = {name for name in names if names.count(name) > 1}
        raise Refused(f"it holds two of {some(twice)}", REBUILD)
    return found


def app(file_name: str, content: bytes) -> dict[str, bytes] | None:
    """Return the run directory's files of a wheel, by path; None where it cannot be read."""
    try:
        wheel.inspect(content, file_name)
        held = members(content)
    except Refused:
        return None
    return {name.removeprefix(APP): data for name, data in held.items() if name.startswith(APP)}


def is_test(path: str) -> bool:
    """Say whether a file is there for tests alone: a wheel may go without it."""
    folders, _, name = path.rpartition("/")
    return "tests" in folders.split("/") or bool(
        re.fullmatch(r"test_.+\.py|.+_test\.py|conftest\.py", name)
    )


def of_wheel(file_name: str, content: bytes, checkout: Checkout, sha: str) -> Iterator[Complaint]:
    """Yield all that is wrong with a wheel of a commit."""
    if re.fullmatch(WHEEL, file_name) is None:
        named = f"{wheel.NAME}-VERSION-py3-none-any.whl"
        yield Complaint(what=f"{file_name!r} is not named {named}", cure=REBUILD)
        return
    try:
        held = members(content)
        found = wheel.inspect(content, file_name)
    except Refused as error:
        yield complaint.of(error, REBUILD)
        return
    if found.sha != sha:
        was = "names no commit" if found.sha is None else f"was built from {found.sha!r}"
        yield Complaint(what=f"{file_name} {was}, not from {sha}", cure=REBUILD)
    yield from _of_app({name for name in held if name.startswith(APP)}, checkout)
    yield from _of_bytes(held, checkout)
    yield from _of_metadata(held, checkout)


def _of_app(held: set[str], checkout: Checkout) -> Iterator[Complaint]:
    nested = {name for name in held if name.startswith(NESTED)}
    tracked = {name for name in checkout.blobs if name.startswith(APP)}
    odd = {name for name in checkout.odd if name.startswith(APP)}
    missing = {name for name in tracked - held if not is_test(name)}
    unknown = held - tracked - nested - odd - {RELEASE}
    if nested:
        cure = f"Remove {NESTED}: the app was copied into itself"
        yield Complaint(what=f"the wheel holds the app inside itself: {some(nested)}", cure=cure)
    if odd:
        cure = "Commit the files themselves"
        yield Complaint(what=f"{some(odd)} in the commit: a link, or no file at all", cure=cure)
    if missing:
        cure = "See what leaves them out: .gitignore, or [tool.hatch.build] of pyproject.toml"
        yield Complaint(what=f"the wheel lacks tracked files: {some(missing)}", cure=cure)
    if unknown:
        cure = "Commit them, so that they are reviewed, or remove them and build it again"
        yield Complaint(what=f"the wheel holds files nobody reviewed: {some(unknown)}", cure=cure)


def _of_bytes(held: Mapping[str, bytes], checkout: Checkout) -> Iterator[Complaint]:
    other = set()
    for name, content in held.items():
        extra = EXTRA.fullmatch(name)
        reviewed = checkout.blobs.get(extra[1] if extra else name)
        if name != RELEASE and reviewed is not None and not is_blob(content, reviewed):
            other.add(name)
    if other:
        what = f"files of the wheel differ from the commit's: {some(other)}"
        yield Complaint(what=what, cure=REBUILD)


def _of_metadata(held: Mapping[str, bytes], checkout: Checkout) -> Iterator[Complaint]:
    beside = {name for name in held if not name.startswith(APP)}
    stray = {name for name in beside if METADATA.fullmatch(name) is None}
    extra = {found[1]: name for name in beside if (found := EXTRA.fullmatch(name)) is not None}
    stray |= {name for path, name in extra.items() if path not in checkout.blobs}
    if stray:
        what = f"the wheel would install more than the app: {some(stray)}"
        yield Complaint(what=what, cure=REBUILD)
    if LOCK not in extra:
        cure = f"Name {LOCK} in pyproject.toml, [tool.hatch.build.targets.wheel.extra-metadata]"
        yield Complaint(what=f"the wheel carries no {LOCK}", cure=cure)


def of_deployer(content: bytes, checkout: Checkout) -> Iterator[Complaint]:
    """Yield all that is wrong with a deployer in one file."""
    try:
        held = members(content)
    except Refused as error:
        yield Complaint(what=f"the deployer: {error.reason}", cure=REBUILD)
        return
    strange = {
        name
        for name, data in held.items()
        if name != ENTRY and not (name in checkout.blobs and is_blob(data, checkout.blobs[name]))
    }
    if strange:
        cure = "Commit them, or remove them and publish again"
        yield Complaint(
            what=f"the deployer holds files nobody reviewed: {some(strange)}", cure=cure
        )
