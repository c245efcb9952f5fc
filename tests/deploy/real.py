"""A host in a directory of this machine, driven by the real commands with the real uv."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.wheels import sha_of, tiny_wheel

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = 30
"""Files of a release: enough to see a tree that is half one release, half another."""


@dataclass(frozen=True)
class Release:
    """A wheel to deploy, and what the run directory holds once it is live."""

    number: int
    wheel: Path
    tree: dict[str, bytes]

    @property
    def sha(self) -> str:
        return sha_of(self.number)

    @property
    def words(self) -> tuple[str, ...]:
        return ("apply", "--wheel", str(self.wheel), "--sha", self.sha)


def release(folder: Path, number: int) -> Release:
    """Build a release of which every file differs from every other release's."""
    files: dict[str, str | bytes | None] = {
        f"services/part_{part:02}.py": f'"""Part {part} of release {number}."""\n'
        for part in range(MODULES)
    }
    wheel = tiny_wheel(folder, sha_of(number), files)
    with zipfile.ZipFile(wheel) as archive:
        tree = {
            name.removeprefix("ai_app/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("ai_app/")
        }
    return Release(number, wheel, tree)


@dataclass(frozen=True)
class RealHost:
    """A base directory, and the commands on it."""

    base: Path
    cache: Path
    service: bool = False

    @property
    def app(self) -> Path:
        return self.base / "app/ai"

    @property
    def live(self) -> Path:
        return self.app / "ai_app"

    def command(self, *words: str) -> tuple[str, ...]:
        common = ["--base", str(self.base), "--python", sys.executable]
        if not self.service:
            common.append("--no-service")
        return (sys.executable, "-m", "deploy", *words, *common)

    @property
    def env(self) -> dict[str, str]:
        offline = {"UV_CACHE_DIR": str(self.cache), "UV_OFFLINE": "1"}
        return {**os.environ, **offline, "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*words),
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def done(self, *words: str, code: int = 0) -> "subprocess.CompletedProcess[str]":
        """Run a command that must end with this exit code."""
        result = self.run(*words)
        assert result.returncode == code, f"{words}: {result.stdout}\n{result.stderr}"
        assert not any(line.startswith("Traceback") for line in result.stderr.splitlines())
        return result

    def tree(self) -> dict[str, bytes] | None:
        """Read the live tree, byte for byte; None where nothing is live."""
        if not self.live.exists():
            return None
        return {
            path.relative_to(self.live).as_posix(): path.read_bytes()
            for path in self.live.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    def backups(self) -> list[str]:
        """Give the ids of the backups, oldest first."""
        found = (self.base / "backups/ai").glob("code_*")
        return sorted(path.name.removeprefix("code_") for path in found)

    def status(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.done("status", "--json").stdout)
        return found

    def leftovers(self) -> list[str]:
        """List what nothing refers to once a command has ended well."""
        state, releases = self.app / ".deploy", self.app / "releases"
        found = [path for path in self.base.rglob("*") if path.name.endswith(".writing")]
        found += list((self.base / "backups/ai").glob(".partial_*"))
        found += list((self.base / "backups/ai").glob("safety_*"))
        found += list(self.base.rglob(".discarded_*"))
        found += [path for path in (state / "journal.json",) if path.exists()]
        found += [path for path in releases.glob("*") if not (path / "manifest.json").exists()]
        manifests = [
            *releases.glob("*/manifest.json"),
            *self.base.glob("backups/ai/code_*/m*.json"),
        ]
        texts = [path.read_text() for path in manifests]
        found += [
            path
            for path in (self.app / "environments").glob("*")
            if not any(f'"{path.name}"' in text for text in texts)
        ]
        return [str(path.relative_to(self.base)) for path in found]


def snapshot(base: Path) -> dict[str, str]:
    """Describe every path below a directory: what it is, its mode, its content."""
    found = {}
    for path in sorted(base.rglob("*")):
        name, mode = str(path.relative_to(base)), oct(path.lstat().st_mode)
        if path.is_symlink():
            found[name] = f"{mode} -> {path.readlink()}"
        elif path.is_file():
            found[name] = f"{mode} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        else:
            found[name] = mode
    return found
