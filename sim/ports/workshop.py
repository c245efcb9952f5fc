"""A simulated workshop: git, the builds, uv and the interpreter over a simulated disk."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from deploy.control.workshop import Workshop
from deploy.environments import IMPORTED
from deploy.ports import Result
from sim.ports.commands import Call, SimCommands
from sim.ports.files import SimFiles
from sim.ports.host import SimClock, SimLog
from sim.world import World

ROOT, PLACE = "/home/runner/checkout", "/tmp/refit-publish"  # noqa: S108 - of that machine
INFO = "refit_ai_service-0.1.0.dist-info"
WHEEL = "refit_ai_service-0.1.0-py3-none-any.whl"
SHA = "3a5" * 13 + "3"
HASH = "sha256:" + "ab" * 32
BESIDE = ("pyproject.toml", "requirements.lock", "requirements.txt")
"""Files of the checkout that a wheel carries beside the app."""
FILES: Mapping[str, bytes] = {
    "ai_app/__init__.py": b"",
    "ai_app/api/__init__.py": b"",
    "ai_app/api/main.py": b"app = object()\n",
    "ai_app/prompts/match.txt": b"match them\n",
    "ai_app/tests/test_main.py": b"def test_it() -> None: ...\n",
    "deploy/__init__.py": b"",
    "deploy/__main__.py": b"print('usage')\n",
    "deploy/control/publishing.py": b"",
    "pyproject.toml": b"[project]\n",
    "requirements.lock": f"fastapi==0.133.0 \\\n    --hash={HASH}\n".encode(),
    "requirements.txt": b"fastapi\n",
    "scripts/build_zipapp.py": b"",
}
OK = Result(0, "", "")


@dataclass(slots=True, kw_only=True)
class Repository:
    """A commit, how the directory differs from it, and how what is made of it behaves."""

    sha: str = SHA
    branch: str | None = "main"
    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    links: tuple[str, ...] = ()
    dirt: tuple[str, ...] = ()
    needs: tuple[str, ...] = ("fastapi",)
    """What the wheel declares."""
    changed: dict[str, bytes | None] = field(default_factory=dict)
    """Members of the wheel that are not what the commit says; None leaves one out."""
    smuggled: dict[str, bytes] = field(default_factory=dict)
    """Members of the deployer that the commit does not have."""
    import_error: str = ""
    pythons: tuple[str, ...] = ("3.11", "python3")

    def wheel(self) -> bytes:
        """Build the wheel."""
        release = {"sha": self.sha, "version": "0.1.0", "built_at": "2026-01-28T09:00:00Z"}
        metadata = "Metadata-Version: 2.4\nName: refit-ai-service\nVersion: 0.1.0\n"
        needs = "".join(f"Requires-Dist: {need}\n" for need in self.needs)
        found: dict[str, bytes | None] = {
            **{name: data for name, data in self.files.items() if name.startswith("ai_app/")},
            "ai_app/release.json": json.dumps(release).encode(),
            f"{INFO}/METADATA": (metadata + needs).encode(),
            f"{INFO}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            **{f"{INFO}/extra_metadata/{name}": self.files.get(name) for name in BESIDE},
            **self.changed,
        }
        held = {name: data for name, data in found.items() if data is not None}
        rows = [f"{name},sha256={_hashed(data)},{len(data)}" for name, data in held.items()]
        held[f"{INFO}/RECORD"] = "\n".join([*rows, f"{INFO}/RECORD,,", ""]).encode()
        return _zipped(held)

    def deployer(self) -> bytes:
        """Build the deployer in one file."""
        held = {
            name: data
            for name, data in self.files.items()
            if name.startswith("deploy/") and not name.startswith("deploy/control/")
        }
        return _zipped({"__main__.py": b"# runs it\n", **held, **self.smuggled})


def _hashed(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _zipped(held: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in held.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


def workshop_of(world: World, repository: Repository) -> Workshop:
    """Return the workshop over a world, with a place of its own for this command."""
    place = f"{PLACE}/{world.command}"
    for folder in (f"{ROOT}/.git", place):
        world.disk.make_directory(folder)
    for path, content in repository.files.items():
        world.disk.make_directory(f"{ROOT}/{path}".rpartition("/")[0])
        world.disk.put(f"{ROOT}/{path}", content, durable=True)
    return Workshop(
        files=SimFiles(world),
        commands=SimCommands(world, programs(repository)),
        clock=SimClock(world),
        log=SimLog(world),
        root=ROOT,
        place=place,
        python="python3",
    )


def programs(repository: Repository) -> dict[str, Callable[[Call], Result]]:
    """Return the programs of this machine, as this repository lets them behave."""
    return {
        "git": lambda call: _git(call.argv[3:], repository),
        "python3": lambda call: _python(call, repository),
        "env": lambda call: _interpreter(call.argv, repository),
        "uv": lambda call: _uv(call, repository),
    }


def _git(words: tuple[str, ...] | list[str], repository: Repository) -> Result:
    if words[0] == "log":
        return Result(0, f"{repository.sha} 1769594400\n", "")
    if words[0] == "symbolic-ref":
        return Result(1, "", "") if repository.branch is None else Result(0, repository.branch, "")
    if words[0] == "status":
        return Result(0, "".join(f"?? {path}\0" for path in repository.dirt), "")
    lines = [f"120000 blob {'0' * 40}\t{path}\0" for path in repository.links]
    for path, content in repository.files.items():
        named = hashlib.sha1(b"blob %d\0%s" % (len(content), content), usedforsecurity=False)
        lines.append(f"100644 blob {named.hexdigest()}\t{path}\0")
    return Result(0, "".join(lines), "")


def _python(call: Call, repository: Repository) -> Result:
    """Build the wheel with `-m build`, or the deployer with its script."""
    if "-m" in call.argv:
        into = call.argv[list(call.argv).index("--outdir") + 1]
        call.world.pass_time(2)
        call.world.disk.put(f"{into}/{WHEEL}", repository.wheel(), durable=True)
        return OK
    call.world.disk.put(call.argv[2], repository.deployer(), durable=True)
    return OK


def _interpreter(argv: tuple[str, ...] | list[str], repository: Repository) -> Result:
    """Start the deployer, tell the version or import the entry module, by the last word."""
    if "version_info" in argv[-1]:
        return Result(0, f"{'3.11' if '3.11' in repository.pythons else '3.12'}\n", "")
    if "api.main" in argv[-1] and repository.import_error:
        return Result(1, "", f"Traceback:\n{repository.import_error}\n")
    return Result(0, f"{IMPORTED}\n", "")


def _uv(call: Call, repository: Repository) -> Result:
    """Make an environment, or install from the lock."""
    if call.argv[1] == "venv":
        asked = call.argv[list(call.argv).index("--python") + 1]
        here = asked in repository.pythons
        return OK if here else Result(2, "", f"error: No interpreter found for Python {asked}")
    call.world.pass_time(3)
    lock = call.world.disk.read(call.argv[-1]).decode()
    unlocked = [need for need in repository.needs if not re.search(rf"(?m)^{need}==", lock)]
    if unlocked:
        return Result(1, "", f"error: no trusted hash was provided for: `{unlocked[0]}`")
    return OK
