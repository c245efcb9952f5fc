"""Publishing a real commit: git, the build, uv and Python of this machine, and S3 of moto."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.control import publishing
from deploy.control.artifact import fetch, key
from deploy.control.complaint import Unfit
from deploy.control.ports import ObjectStore
from deploy.control.publishing import Publish, Published
from deploy.control.workshop.local import OutputFile, local_workshop
from deploy.tree import digest
from tests.contracts.clouds import STORES, StoreGround
from tests.deploy.control import repository
from tests.deploy.control.repository import GIT, Clone

pytestmark = pytest.mark.lengthy

WHEEL = "refit_ai_service-0.1.0-py3-none-any.whl"


@dataclass(frozen=True)
class Bench:
    """A repository, a bucket, and an index."""

    clone: Clone
    store: ObjectStore
    packages: Path
    output: Path

    def publish(self, request: Publish | None = None, clone: Clone | None = None) -> Published:
        root = str((clone or self.clone).root)
        with local_workshop(root) as workshop:
            return publishing.publish(
                workshop,
                Publish() if request is None else request,
                store=self.store,
                outputs=OutputFile(str(self.output)),
            )

    def refused(self, request: Publish | None = None) -> list[str]:
        """Publish in vain; return the reasons. Nothing may be stored."""
        before = self.store.keys("")
        with pytest.raises(Unfit) as caught:
            self.publish(request)
        assert self.store.keys("") == before
        assert not self.output.exists()
        return [each.what for each in caught.value.complaints]


@pytest.fixture(scope="module")
def service() -> Iterator[Callable[[], StoreGround]]:
    with STORES["moto_in_process"]() as made:
        yield made


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository.index(tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def uv_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uv-cache")


@pytest.fixture
def bench(
    tmp_path: Path,
    packages: Path,
    uv_cache: Path,
    service: Callable[[], StoreGround],
    monkeypatch: pytest.MonkeyPatch,
) -> Bench:
    """Give a sound commit, and a machine without a network."""
    given = {**GIT, "UV_CACHE_DIR": str(uv_cache), "UV_FIND_LINKS": str(packages)}
    for name, value in {**given, "UV_NO_INDEX": "1", "UV_OFFLINE": "1"}.items():
        monkeypatch.setenv(name, value)
    clone = repository.repository(tmp_path / "checkout", packages)
    return Bench(clone, service().store, packages, tmp_path / "output")


# ------------------------------------------------------------------ success


def test_a_commit_becomes_an_artifact(bench: Bench, tmp_path: Path) -> None:
    published = bench.publish()
    sha = bench.clone.head
    manifest = fetch(bench.store, sha, published.manifest_sha256)
    assert (manifest.commit, manifest.branch) == (sha, "main")
    assert [package.name for package in manifest.packages] == ["refit-inner", "refit-stub"]
    assert manifest.interpreter in {"3.11", f"3.{sys.version_info.minor}"}
    assert bench.output.read_text() == f"sha={sha}\nmanifest-sha256={published.manifest_sha256}\n"
    deployer = tmp_path / "deploy.pyz"
    deployer.write_bytes(bench.store.get(key(sha, "deploy.pyz")))
    command = (sys.executable, "-I", str(deployer), "--help")
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd="/")
    assert "rollback" in told.stdout


def test_another_clone_of_the_commit_gives_the_same_artifact(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bench.publish()
    monkeypatch.setenv("REFIT_RELEASE_SHA", "f" * 40)  # another job's, say: git is asked instead
    second = bench.publish(clone=bench.clone.cloned(tmp_path / "another"))
    assert (second.new, second.manifest_sha256) == (False, first.manifest_sha256)


def built(bench: Bench, into: Path, moment: str) -> Path:
    command = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(into))
    env = {**os.environ, "SOURCE_DATE_EPOCH": moment}
    subprocess.run(command, check=True, capture_output=True, cwd=bench.clone.root, env=env)
    return into / WHEEL


def test_a_wheel_that_was_built_before_is_published_and_no_other_one_after_it(
    bench: Bench, tmp_path: Path
) -> None:
    wheel = built(bench, tmp_path / "dist", bench.clone.git("log", "-1", "--format=%ct"))
    published = bench.publish(Publish(wheel=str(wheel)))
    assert published.manifest.wheel.sha256 == digest(wheel.read_bytes())
    bench.output.unlink()
    other = built(bench, tmp_path / "dist", "1700000000")
    (reason,) = bench.refused(Publish(wheel=str(other)))
    assert reason.startswith(f"the wheel that is published, {WHEEL}")


def test_where_no_branch_is_checked_out_one_must_be_named(bench: Bench) -> None:
    bench.clone.git("checkout", "--quiet", "--detach")
    assert bench.refused() == ["no branch is checked out"]


# ------------------------------------------------------------------ refusals


def test_what_is_not_committed_is_refused(bench: Bench) -> None:
    bench.clone.write("ai_app/api/main.py", "app = 1\n")
    bench.clone.write("한글 파일.txt", "")
    bench.clone.git("mv", "requirements.txt", "moved.txt")
    (reason,) = bench.refused()
    assert reason == (
        "the checkout differs from its commit: ai_app/api/main.py, moved.txt, 한글 파일.txt"
    )


def test_a_change_that_git_was_told_to_overlook_is_refused(bench: Bench) -> None:
    bench.clone.git("update-index", "--assume-unchanged", "ai_app/api/main.py")
    bench.clone.write("ai_app/api/main.py", "app = 1\n")
    (reason,) = bench.refused()
    assert reason == "files of the wheel differ from the commit's: ai_app/api/main.py"


def test_what_a_wheel_lacks_and_what_it_holds_too_much_is_told_together(bench: Bench) -> None:
    with (bench.clone.root / ".gitignore").open("a") as file:
        file.write("/ai_app/prompts/\n")
    (bench.clone.root / "ai_app/passwd").symlink_to("/etc/passwd")
    bench.clone.write("ai_app/ai_app/api/main.py", "app = 1\n")
    bench.clone.commit()
    inside, link, lacking = bench.refused()
    assert inside == "the wheel holds the app inside itself: ai_app/ai_app/api/main.py"
    assert link == "ai_app/passwd in the commit: a link, or no file at all"
    assert lacking == "the wheel lacks tracked files: ai_app/prompts/match.txt"


def test_what_the_wheel_does_not_declare_is_not_there_though_it_is_locked(bench: Bench) -> None:
    bench.clone.write("pyproject.toml", repository.pyproject())
    bench.clone.commit()
    (reason,) = bench.refused()
    assert "does not import in a clean environment" in reason
    assert "No module named 'refit_stub'" in reason


def test_a_build_that_fails_is_told(bench: Bench) -> None:
    bench.clone.write("pyproject.toml", "[build-system]\nrequires = 1\n")
    bench.clone.commit()
    (reason,) = bench.refused()
    assert "-m build failed" in reason


def test_the_place_is_gone_afterwards(bench: Bench) -> None:
    with local_workshop(str(bench.clone.root)) as workshop:
        assert Path(workshop.place).is_dir()
    assert not Path(workshop.place).exists()
