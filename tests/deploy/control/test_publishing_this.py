"""This very project is published, with the packages that its users get from the index."""

import subprocess
from pathlib import Path

import pytest

from deploy.control import publishing
from deploy.control.artifact import LOCK, fetch
from deploy.control.publishing import Publish
from deploy.control.workshop.local import local_workshop
from sim.aws.bucket import Bucket
from sim.aws.store import SimStore
from sim.world import World
from tests.conftest import ROOT
from tests.deploy.control.repository import GIT, Clone, pyproject_with_lock

pytestmark = pytest.mark.real


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """Give a clean clone of this checkout as it lies, with a lock."""
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    clone = Clone(ROOT).cloned(tmp_path / "checkout")
    patch = subprocess.run(
        ("git", "-C", str(ROOT), "diff", "--binary", "HEAD"), check=True, capture_output=True
    )
    if patch.stdout:
        subprocess.run(("git", "-C", str(clone.root), "apply"), input=patch.stdout, check=True)
    if not (clone.root / LOCK).exists():
        compile_lock = ("uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes")
        words = ("--no-annotate", "--no-header", "--python-version", "3.10", "pyproject.toml")
        command = (*compile_lock, *words, "--output-file", LOCK)
        subprocess.run(command, check=True, cwd=clone.root, capture_output=True)
        clone.write(
            "pyproject.toml", pyproject_with_lock((clone.root / "pyproject.toml").read_text())
        )
    clone.commit()
    return clone


def test_this_project_is_fit_to_be_published(clone: Clone) -> None:
    store = SimStore(World(), Bucket("artifacts"))
    with local_workshop(str(clone.root)) as workshop:
        published = publishing.publish(workshop, Publish(branch="main"), store=store)
    manifest = fetch(store, clone.head, published.manifest_sha256)
    assert {"fastapi", "uvicorn"} <= {package.name for package in manifest.packages}
