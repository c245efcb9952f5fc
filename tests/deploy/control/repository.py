"""A small repository made of this project's own sources, and the index that its app needs."""

import hashlib
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.wheels import TAGS, zipped

STUB, INNER = "refit_stub-1.0-py3-none-any.whl", "refit_inner-2.0-py3-none-any.whl"
IDENTITY = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com"}
GIT = {
    **IDENTITY,
    **{name.replace("AUTHOR", "COMMITTER"): value for name, value in IDENTITY.items()},
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
APP = {
    "ai_app/__init__.py": "",
    "ai_app/api/__init__.py": "",
    "ai_app/api/main.py": "import refit_stub\n\nfrom services.match import app\n",
    "ai_app/services/__init__.py": "",
    "ai_app/services/match.py": "import refit_inner\n\napp = refit_inner.VALUE\n",
    "ai_app/prompts/match.txt": "match them\n",
}


def index(folder: Path) -> Path:
    """Write an index of two tiny packages: the first needs the second."""
    _package(folder / STUB, needs=("refit-inner",))
    _package(folder / INNER)
    return folder


def _package(path: Path, needs: tuple[str, ...] = ()) -> None:
    name, version = path.name.split("-")[:2]
    info = f"{name}-{version}.dist-info"
    requires = "".join(f"Requires-Dist: {need}\n" for need in needs)
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    held = {
        f"{name}.py": "VALUE = object()\n",
        f"{info}/METADATA": metadata + requires,
        f"{info}/WHEEL": TAGS,
    }
    zipped(path, {**held, f"{info}/RECORD": "".join(f"{member},,\n" for member in held)})


def lock(packages: Path, *names: str) -> str:
    """Lock these wheels of an index."""
    lines = []
    for file in names:
        name, version = file.split("-")[:2]
        sha256 = hashlib.sha256((packages / file).read_bytes()).hexdigest()
        lines.append(f"{name.replace('_', '-')}=={version} \\\n    --hash=sha256:{sha256}\n")
    return "".join(lines)


def pyproject(*needs: str) -> str:
    """Give this project's own pyproject.toml with other dependencies, and with the lock."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = ", ".join(f'"{need}"' for need in needs)
    text = re.sub(r"(?ms)^dependencies = \[.*?^\]", f"dependencies = [{listed}]", text, count=1)
    return pyproject_with_lock(text)


def pyproject_with_lock(text: str) -> str:
    """Let the wheel of a pyproject.toml carry the lock."""
    carried = '"requirements.lock" = "requirements.lock"\n'
    if carried in text:
        return text
    return re.sub(r'(?m)^("requirements\.txt" = .*\n)', rf"\1{carried}", text, count=1)


@dataclass(frozen=True)
class Clone:
    """A working directory with a commit."""

    root: Path

    def git(self, *words: str) -> str:
        command = ("git", "-C", str(self.root), *words)
        env = {**os.environ, **GIT}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=env)
        return done.stdout.strip()

    def write(self, name: str, content: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def commit(self) -> str:
        """Commit all there is, what is ignored included; return the commit."""
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a change")
        return self.head

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def cloned(self, into: Path) -> "Clone":
        """Give another clone of the same commit."""
        self.git("clone", "--quiet", str(self.root), str(into))
        return Clone(into)


def sources() -> list[str]:
    """Name the files of this project that build it and that deploy it."""
    listed = (
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    )
    folders = ("deploy", "scripts", "LICENSE", ".gitignore")
    told = subprocess.run((*listed, "--", *folders), check=True, capture_output=True, text=True)
    return [name for name in told.stdout.split("\0") if name and (ROOT / name).is_file()]


def repository(root: Path, packages: Path) -> Clone:
    """Make a repository with one commit on main."""
    clone = Clone(root)
    root.mkdir()
    clone.git("init", "--quiet", "--initial-branch=main")
    for name in sources():
        clone.write(name, (ROOT / name).read_text(encoding="utf-8"))
    for name, content in APP.items():
        clone.write(name, content)
    clone.write("pyproject.toml", pyproject("refit-stub>=1"))
    clone.write("requirements.txt", "refit-stub>=1\n")
    clone.write("requirements.lock", lock(packages, STUB, INNER))
    clone.commit()
    return clone
