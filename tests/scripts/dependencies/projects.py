"""A project to try the commands on, and a resolver that knows a few versions of everything."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts.dependencies import lock, manifest
from scripts.dependencies.__main__ import main
from scripts.dependencies.errors import Refused

PYPROJECT = """\
# The project, with everything that an edit could tear.
[project]
name = "refit-ai-service"
version = "0.1.0" # ] not the end of a list
requires-python = ">=3.10"
dependencies = [
    "fastapi>=0.133",          # 0.133: the first to take Starlette 1
    # the next one's ] is what tore this file three times
    "uvicorn[standard]>=0.32", # the ] of [standard]
    'Scikit_Learn>=1.2,<2',

    "tomli>=2; python_version < '3.11'",
    "zeta~=1.4" # no comma
]

[project.optional-dependencies]
gemini = [
    "google-generativeai>=0.8.6", # 0.8.6: the last there will be
    "grpcio>=1.60,<1.71",         # the range the production host is known to work with
]

[tool.other]
dependencies = ["fastapi>=0.133", "b", ] # [
"odd key" = '''
]]'''
"""
FASTAPI, UVICORN, SCIKIT, TOMLI, ZETA = range(5)
VERSIONS = ("0.132", "0.133", "0.140", "0.32", "0.54", "1.2", "1.4", "1.5", "1.65", "2", "2.3", "3")
"""What there is of everything; `brought` is what `fastapi` brings."""


def resolve(pyproject: str, former: str | None, more: Sequence[str]) -> str:
    """Resolve as uv does: what is asked for, else what the former lock has, else the newest."""
    told = list(manifest.entries(pyproject))
    told += ["brought"] * any(entry.startswith("fastapi") for entry in told)
    asked = {canonicalize_name(each.name): each for each in map(Requirement, told)}
    held = {row.name: row.version for row in lock.read(former or "").rows}
    wanted = [Requirement(w.partition("=")[2]) for w in more if w.startswith("--upgrade-package=")]
    rows = []
    for name, each in sorted(asked.items()):
        upgraded = [w for w in wanted if canonicalize_name(w.name) == name]
        good = [v for v in map(Version, VERSIONS) if each.specifier.contains(v)]
        good = [v for v in good if all(w.specifier.contains(v) for w in upgraded)]
        if not good:
            raise Refused(f"no version of {each}")
        kept = held.get(name) in good and not upgraded and "--upgrade" not in more
        version = held[name] if kept else good[-1]
        marker = f" ; {each.marker}" if each.marker else ""
        digest = hashlib.sha256(f"{name}{version}".encode()).hexdigest()
        rows.append(f"{name}=={version}{marker} \\\n    --hash=sha256:{digest}")
    return "# uv's own words\n" + "\n".join(rows) + "\n"


def project(root: Path, pyproject: str = PYPROJECT) -> Path:
    """Lay out a project whose three files agree."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_bytes(pyproject.encode())
    assert main(["lock"], root=root, resolver=resolve) == 0
    return root


def merged(root: Path) -> int:
    """Merge what was edited."""
    return main(["merge"], root=root, resolver=resolve)


def contents(root: Path) -> dict[str, bytes]:
    """Give every file of the project."""
    return {file.name: file.read_bytes() for file in root.iterdir()}


def listed(root: Path) -> list[str]:
    """Give the lines of requirements.txt."""
    return (root / "requirements.txt").read_text(encoding="utf-8").splitlines()


def edit(root: Path, lines: Sequence[str]) -> None:
    """Leave requirements.txt as a person would."""
    (root / "requirements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
