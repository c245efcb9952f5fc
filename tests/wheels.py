"""Tiny wheels without dependencies, the same bytes every time, to deploy for real."""

import base64
import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

NAME = "refit_ai_service-0.1.0-py3-none-any.whl"
DIST_INFO = "refit_ai_service-0.1.0.dist-info"
EPOCH = (1980, 1, 1, 0, 0, 0)
METADATA = "Metadata-Version: 2.1\nName: refit-ai-service\nVersion: 0.1.0\n"
TAGS = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def sha_of(number: int) -> str:
    """Give the name of a commit: one for each number."""
    return f"{number:040x}"


def tiny_wheel(folder: Path, sha: str, files: Mapping[str, str | bytes | None] = {}) -> Path:
    """Write a wheel of a commit; `files` are members of `ai_app`, None leaves one out."""
    given: dict[str, str | bytes | None] = {
        "__init__.py": "",
        "api/__init__.py": "",
        "api/main.py": f'"""The app of {sha}."""\n',
        "data/weights.bin": bytes(range(256)) * 8,
        "release.json": json.dumps({"sha": sha, "version": "0.1.0", "built_at": "2026-01-01"}),
        **files,
    }
    members = {f"ai_app/{name}": content for name, content in given.items() if content is not None}
    members[f"{DIST_INFO}/METADATA"] = METADATA
    members[f"{DIST_INFO}/WHEEL"] = TAGS
    members[f"{DIST_INFO}/extra_metadata/requirements.txt"] = f"# of {sha}\n"
    members[f"{DIST_INFO}/extra_metadata/pyproject.toml"] = f"# of {sha}\n"
    members[f"{DIST_INFO}/RECORD"] = _record(members)
    return zipped(folder / sha / NAME, members)


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """Write a zip file of these members, whatever they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return path


def _record(members: Mapping[str, str | bytes]) -> str:
    lines = []
    for name, content in members.items():
        data = content.encode() if isinstance(content, str) else content
        hashed = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={hashed},{len(data)}")
    return "\n".join([*lines, f"{DIST_INFO}/RECORD,,", ""])
