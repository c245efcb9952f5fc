"""Tests of the lines of `run` steps: what the shell makes of them."""

import os
import signal
import subprocess
import sys
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


COMMAND = """
import os, signal, sys
signal.signal(signal.SIGINT, lambda *_: sys.exit(print("interrupted", flush=True)))
print(os.getpid(), flush=True)
signal.pause()
"""


@pytest.mark.parametrize(("word", "hears"), [("exec ", True), ("", False)])
def test_only_what_takes_the_place_of_the_shell_hears_that_a_run_is_cancelled(
    tmp_path: Path, word: str, *, hears: bool
) -> None:
    """GitHub signals a step's own process, and nothing that it began; then it kills them all."""
    script, command = tmp_path / "step.sh", tmp_path / "command.py"
    command.write_text(COMMAND)
    script.write_text(f"{word}{sys.executable} {command}\n")
    shell = ("/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", str(script))
    with subprocess.Popen(shell, stdout=subprocess.PIPE, text=True, start_new_session=True) as step:
        assert step.stdout is not None
        assert (int(step.stdout.readline()) == step.pid) is hears
        if hears:
            step.send_signal(signal.SIGINT)
            assert step.stdout.read() == "interrupted\n"
        else:
            os.killpg(step.pid, signal.SIGKILL)
