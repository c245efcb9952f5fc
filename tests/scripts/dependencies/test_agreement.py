"""Tests of the check that the three files agree, which asks no network and writes nothing."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.dependencies.__main__ import main
from tests.scripts.dependencies.projects import contents, project

Change = Callable[[str], str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path)


def test_this_checkout_agrees(root: Path) -> None:
    assert main(["check"]) == 0
    assert main(["check"], root=root) == 0


def replaced(before: str, after: str) -> Change:
    def change(text: str) -> str:
        assert before in text
        return text.replace(before, after, 1)

    return change


DISAGREEMENTS: dict[str, tuple[str, Change, str]] = {
    "another range": (
        *("pyproject.toml", replaced("fastapi>=0.133", "fastapi>=0.134")),
        "was made for other dependencies; make the lock: nox -s lock",
    ),
    "another order of Pythons": (
        *("pyproject.toml", replaced('">=3.10"', '">=3.11"')),
        "was made for other dependencies",
    ),
    "a locked version out of its range": (
        *("requirements.lock", replaced("scikit-learn==1.65", "scikit-learn==2.3")),
        "has Scikit_Learn 2.3, outside of >=1.2,<2",
    ),
    "a dependency that is not locked": (
        *("requirements.lock", lambda text: re.sub(r"zeta==.*?\n.*?\n", "", text)),
        "lacks zeta",
    ),
    "no digest": (
        *("requirements.lock", lambda text: re.sub(r"( ?\\\n    --hash=\S+)(?=\n$)", "", text)),
        "no SHA-256",
    ),
    "no exact version": ("requirements.lock", replaced("zeta==1", "zeta>=1"), "no exact version"),
    "an index": (
        *("requirements.lock", replaced("# Python", "--index-url https://h/\n# Python")),
        "requirements.lock: ",
    ),
    "an address in a comment": (
        *("requirements.lock", replaced("# Python", "# https://h/\n# Python")),
        "holds an address",
    ),
    "a path in a comment": (
        *("requirements.lock", replaced("# Python", "# via /home/me\n# Python")),
        "holds an address, an option or a path",
    ),
    "an edited line": (
        *("requirements.txt", replaced("fastapi==3", "fastapi==2")),
        "requirements.txt was edited; merge what was edited: nox -s merge-requirements",
    ),
    "an edited comment": (
        *("requirements.txt", replaced("# To change it", "# Never mind")),
        "requirements.txt is not what the lock says; make the lock",
    ),
}


@pytest.mark.parametrize("kind", sorted(DISAGREEMENTS))
def test_a_disagreement_is_named_with_its_cure(
    root: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name, change, why = DISAGREEMENTS[kind]
    file = root / name
    text = file.read_text(encoding="utf-8")
    assert change(text) != text
    file.write_text(change(text), encoding="utf-8")
    before = contents(root)
    assert main(["check"], root=root) == 1
    assert contents(root) == before
    assert why in capsys.readouterr().err


@pytest.mark.parametrize("name", ["requirements.lock", "requirements.txt", "pyproject.toml"])
def test_a_missing_file_is_named(root: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (root / name).unlink()
    assert main(["check"], root=root) == 1
    assert f"{name} is not there" in capsys.readouterr().err


def test_the_lock_has_files_for_both_processors(root: Path) -> None:
    del root
    text = (Path(__file__).parents[3] / "requirements.lock").read_text(encoding="utf-8")
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) > 100
    assert not re.search(r"://|/home|/tmp", text)


def test_it_is_a_command(root: Path) -> None:
    del root
    command = (sys.executable, "-m", "scripts.dependencies", "check")
    done = subprocess.run(command, cwd=Path(__file__).parents[3], check=False, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
