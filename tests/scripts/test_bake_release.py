"""Tests of telling which commit is being built."""

import subprocess
from pathlib import Path

import pytest

from scripts.bake_release import ReleaseUnknown, release, sha

SHA = "0123456789abcdef0123456789abcdef01234567"
IDENTITY = ("-c", "user.name=Someone", "-c", "user.email=someone@example.com")


def git(folder: Path, *arguments: str) -> str:
    command = ("git", "-C", str(folder), *IDENTITY, *arguments)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "--quiet")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "first")
    return folder


def test_in_a_checkout_git_is_asked(checkout: Path) -> None:
    assert sha(checkout, environ={}) == git(checkout, "rev-parse", "HEAD")


def test_the_environment_wins(checkout: Path) -> None:
    assert sha(checkout, environ={"REFIT_RELEASE_SHA": SHA}) == SHA


def test_the_moment_is_the_one_asked_for(checkout: Path) -> None:
    environ = {"REFIT_RELEASE_SHA": SHA, "SOURCE_DATE_EPOCH": "0"}
    assert release(checkout, version="1.2", environ=environ) == {
        "sha": SHA,
        "version": "1.2",
        "built_at": "1970-01-01T00:00:00Z",
    }


def test_without_a_moment_it_is_now(checkout: Path) -> None:
    assert release(checkout, version="1.2", environ={})["built_at"] >= "2026"


@pytest.mark.parametrize("told", ["main", SHA[:7], SHA.upper(), SHA + "0"])
def test_a_name_that_is_no_commit_is_refused(checkout: Path, told: str) -> None:
    with pytest.raises(ReleaseUnknown, match="40 lowercase hex digits"):
        sha(checkout, environ={"REFIT_RELEASE_SHA": told})


def test_outside_of_a_checkout_one_line_says_what_to_do(checkout: Path) -> None:
    inside = checkout / "unpacked"  # the enclosing repository's commit would be a lie
    inside.mkdir()
    with pytest.raises(ReleaseUnknown) as refusal:
        sha(inside, environ={})
    assert "set REFIT_RELEASE_SHA" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_checkout_without_a_commit_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    with pytest.raises(ReleaseUnknown, match="set REFIT_RELEASE_SHA"):
        sha(tmp_path, environ={})
