"""Tests of writing installed versions into pyproject.toml as lower bounds."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.dependencies import freezing, manifest
from scripts.dependencies.errors import Refused
from tests.scripts.dependencies.projects import PYPROJECT

INSTALLED = {
    "fastapi": "0.150.1",
    "uvicorn": "0.40",
    "scikit-learn": "1.5.0+local",
    "tomli": "2.2",
    "zeta": "1.7",
    "google-generativeai": "0.8.9",
    "grpcio": "1.70.2",
}
SCRIPT = Path(__file__).parents[3] / "scripts" / "freeze-to-pyproject.py"
OLD = sys.version_info < (3, 11)


def test_lower_bounds_are_raised_and_every_other_byte_is_kept() -> None:
    text, changes = freezing.frozen(PYPROJECT, INSTALLED)
    expected = PYPROJECT
    for before, after in (
        ('"fastapi>=0.133"', '"fastapi>=0.150.1"'),
        ('"uvicorn[standard]>=0.32"', '"uvicorn[standard]>=0.40"'),
        ("'Scikit_Learn>=1.2,<2'", '"Scikit_Learn>=1.5.0,<2"'),
        ('"zeta~=1.4"', '"zeta>=1.7,==1.*"'),
        *([('"tomli>=2;', '"tomli>=2.2;')] if OLD else []),
    ):
        expected = expected.replace(before, after, 1)
    assert text == expected
    assert changes[0] == "fastapi>=0.133 -> fastapi>=0.150.1"
    assert freezing.frozen(text, INSTALLED) == (text, ())


def test_an_extra_keeps_its_upper_bound() -> None:
    path = ("project", "optional-dependencies", "gemini")
    text, _ = freezing.frozen(PYPROJECT, INSTALLED, path)
    assert manifest.entries(text, path) == (
        "google-generativeai>=0.8.9",
        "grpcio>=1.70.2,<1.71",
    )


def test_a_pin_stays_a_pin() -> None:
    text = PYPROJECT.replace("fastapi>=0.133", "fastapi==0.150.1", 1)
    assert "fastapi==0.150.1" in freezing.frozen(text, INSTALLED)[0]


@pytest.mark.parametrize(
    ("name", "version", "why"),
    [
        ("scikit-learn", "2.1", "2.1 is installed, outside of >=1.2,<2"),
        ("fastapi", "0.100", "0.100 is installed, outside of >=0.133"),
        ("uvicorn", None, "uvicorn is not installed"),
        ("zeta", "unknown", "is no version: unknown"),
    ],
)
def test_what_contradicts_is_refused(name: str, version: str | None, why: str) -> None:
    given = {k: v for k, v in {**INSTALLED, name: version}.items() if v is not None}
    with pytest.raises(Refused) as refused:
        freezing.frozen(PYPROJECT, given)
    assert why in str(refused.value)


def test_it_asks_the_interpreter_that_runs_or_another() -> None:
    assert freezing.installed()["packaging"] == freezing.installed(sys.executable)["packaging"]
    with pytest.raises(Refused, match="does not say what is installed"):
        freezing.installed("/no/such/python")


def run(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    command = (sys.executable, str(SCRIPT), *words)
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True)


def test_the_script_runs_from_anywhere_and_refuses_in_words(tmp_path: Path) -> None:
    assert "--python" in run("--help", cwd=tmp_path).stdout
    done = run("--python", "/no/such/python", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.endswith("nothing was changed\n")
