"""Tests of writing requirements.txt from pyproject.toml."""

from pathlib import Path

import pytest

from scripts.export_requirements import NOTICE, export, main

PYPROJECT = """
[project]
dependencies = [
    "Zope>=1",  # a reason
    "uvicorn[standard]>=0.32",
    "grpcio>=1.60,<1.71",
    "tomli>=2; python_version < '3.11'",
]
"""
EXPECTED = f"""{NOTICE}
grpcio>=1.60,<1.71
tomli>=2; python_version < '3.11'
uvicorn[standard]>=0.32
Zope>=1
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    return tmp_path


def test_this_checkout_is_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_it_writes_one_sorted_line_each_under_a_notice(project: Path) -> None:
    assert main([], root=project) == 0
    assert (project / "requirements.txt").read_text(encoding="utf-8") == EXPECTED
    assert main(["--check"], root=project) == 0


def test_nothing_needed_is_a_notice_alone() -> None:
    assert export({}) == f"{NOTICE}\n"


@pytest.mark.parametrize("present", [None, "", EXPECTED + "extra\n"])
def test_check_finds_a_difference_and_changes_nothing(
    project: Path, present: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    target = project / "requirements.txt"
    if present is not None:
        target.write_text(present, encoding="utf-8")
    assert main(["--check"], root=project) == 1
    assert "run `python scripts/export_requirements.py`" in capsys.readouterr().err
    assert (target.read_text(encoding="utf-8") if target.exists() else None) == present
