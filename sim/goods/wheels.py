"""Simulated wheels: real zip files of a tiny app that says how it behaves."""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from sim.goods import lock
from sim.machinery.behaviour import NAMES, Behaviour

FILE_NAME = "refit_ai_service-0.1.0-py3-none-any.whl"
INFO = "refit_ai_service-0.1.0.dist-info"
NEEDS = "prompts/match.txt"
TAGS = b"Wheel-Version: 1.0\nGenerator: sim\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
METADATA = (
    b"Metadata-Version: 2.1\nName: refit-ai-service\nVersion: 0.1.0\n"
    b"Requires-Dist: fastapi\nRequires-Dist: uvicorn[standard]>=0.32\n"
)


@functools.lru_cache(maxsize=64)
def wheel(
    letter: str,
    behaviour: str = "{}",
    *,
    data: bool = True,
    record: bool = True,
    locked: bytes | None = None,
) -> bytes:
    """Build the wheel of the commit that `letter` stands for, always the same bytes.

    `behaviour` is JSON for `machinery.behaviour.Behaviour`; without `data` it lacks a file that its
    predecessor had, without `record` it is older than `release.json` and the lock; `locked` is
    another lock than that of this checkout, and an empty one none at all.
    """
    files = {
        "ai_app/__init__.py": b'"""The app."""\n',
        "ai_app/api/__init__.py": b"",
        "ai_app/api/main.py": entry_module(letter, behaviour),
    }
    if data:
        files[f"ai_app/{NEEDS}"] = f"match for {letter}\n".encode()
    if record:
        release = {"sha": sha(letter), "version": "0.1.0", "built_at": "2026-01-28T09:00:00Z"}
        files["ai_app/release.json"] = json.dumps(release).encode()
    files[f"{INFO}/METADATA"] = METADATA
    files[f"{INFO}/WHEEL"] = TAGS
    for name in ("pyproject.toml", "requirements.txt"):
        files[f"{INFO}/extra_metadata/{name}"] = f"# {name} of {letter}\n".encode()
    held = lock.content() if locked is None else locked
    if record and held:
        files[f"{INFO}/extra_metadata/requirements.lock"] = held
    return zipped(files)


def entry_module(letter: str, behaviour: str = "{}") -> bytes:
    """Return `api/main.py`: the model reads the line `SIM`, a real uvicorn runs all of it."""
    told = {
        "ready_s": Behaviour().ready_s,
        "requires": ["fastapi", "uvicorn"],
        "needs": [NEEDS],
        **json.loads(behaviour),
    }
    assert NAMES.issuperset(told), behaviour
    end = f"\n\nSIM = {json.dumps(told)}\napp = App(SIM)\n"
    return b"".join((f"# {letter}\n".encode(), _app(), end.encode()))


@functools.cache
def _app() -> bytes:
    return Path(__file__).with_name("app.py").read_bytes()


def derived(content: bytes, commit: str, *, appended: bytes = b"") -> bytes:
    """Return a real wheel as another commit's, with code appended to its entry module."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}
    files = {name: data for name, data in files.items() if not name.endswith("/RECORD")}
    release = {**json.loads(files["ai_app/release.json"]), "sha": commit}
    files["ai_app/release.json"] = json.dumps(release).encode()
    files["ai_app/api/main.py"] += appended
    return zipped(files)


@functools.lru_cache(maxsize=8)
def _metadata(version: str) -> bytes:
    return METADATA.replace(b"Version: 0.1.0", f"Version: {version}".encode())


def packed(code: Mapping[str, bytes], version: str = "0.1.0") -> bytes:
    """Return a wheel of this version that holds the code given by relative path."""
    info = f"refit_ai_service-{version}.dist-info"
    files = {f"ai_app/{path}": content for path, content in code.items()}
    files[f"{info}/METADATA"] = _metadata(version)
    files[f"{info}/WHEEL"] = TAGS
    for name in ("pyproject.toml", "requirements.txt"):
        files[f"{info}/extra_metadata/{name}"] = f"# {name}\n".encode()
    return zipped(files, info)


def zipped(files: dict[str, bytes], info: str = INFO) -> bytes:
    """Return a wheel of these members, with a RECORD of them."""
    files[f"{info}/RECORD"] = _record(files, info)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 28, 9, 0, 0)), content)
    return stream.getvalue()


def _record(files: dict[str, bytes], info: str) -> bytes:
    rows = []
    for name, content in sorted(files.items()):
        hashed = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.append(f"{name},sha256={hashed},{len(content)}\n")
    return "".join([*rows, f"{info}/RECORD,,\n"]).encode()


def sha(letter: str) -> str:
    """Return the name of the commit that a letter stands for."""
    return hashlib.sha1(letter.encode(), usedforsecurity=False).hexdigest()


@functools.lru_cache(maxsize=64)
def lock_in(content: bytes) -> bytes | None:
    """Return the lock that a wheel carries; None where it carries none."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(f"_metadata/{lock.NAME}")]
        return archive.read(names[0]) if names else None


@functools.lru_cache(maxsize=64)
def app_files(content: bytes) -> Mapping[str, bytes]:
    """Return the files of the app in a wheel, by path relative to it; nobody may change them.

    Remembered: a host is offered the same few wheels again and again.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("ai_app/")]
        return {name.removeprefix("ai_app/"): archive.read(name) for name in names}
