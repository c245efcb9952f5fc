"""Tests of the lines of `run` steps: what the shell makes of them."""

from pathlib import Path

import pytest

from tests.workflows import words
from tests.workflows.tokens import NotUnderstood


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    words.place(tmp_path / "bin/python")
    words.place(tmp_path / "work/.nox/control/bin/python")
    return tmp_path / "work"


def read(folder: Path, line: str, **env: str) -> words.Line:
    return words.read(line, {"PATH": str(folder.parent / "bin"), **env}, folder)


def test_a_command_is_read_with_its_words(folder: Path) -> None:
    line = read(folder, "python -m nox -s 'a b' \"c d\"")
    assert line.argv == ("python", "-m", "nox", "-s", "a b", "c d")


def test_a_program_of_the_checkout_is_found_by_its_path(folder: Path) -> None:
    line = read(folder, "exec .nox/control/bin/python -m deploy status")
    assert line.argv == (".nox/control/bin/python", "-m", "deploy", "status")


def test_what_an_operator_typed_stays_one_word(folder: Path) -> None:
    hostile = "x\"; rm -rf / #'$(id) `id` -h\n--help"
    line = read(
        folder,
        'python a --id="$ID" ${WHY:+--force="$WHY"} ${NO:+--no="$NO"}',
        ID=hostile,
        WHY=hostile,
        NO="",
    )
    assert line.argv == ("python", "a", f"--id={hostile}", f"--force={hostile}")


def test_a_program_that_is_not_there_fails(folder: Path) -> None:
    line = read(folder, "npm install")
    assert (line.code, line.argv) == (127, None)


def test_what_the_shell_does_itself(folder: Path) -> None:
    assert read(folder, "true") == words.Line(0, None, "")
    assert read(folder, "exit 1") == words.Line(1, None, "")


@pytest.mark.parametrize(
    "line",
    [
        "python a && python b",
        "python a; python b",
        "python a | python b",
        "python $(id)",
        "python `id`",
        "python a > b",
        "python a &",
        "(python a)",
        "python a\npython b",
        "python *",
    ],
)
def test_more_than_one_simple_command_raises(folder: Path, line: str) -> None:
    with pytest.raises(NotUnderstood):
        read(folder, line)
