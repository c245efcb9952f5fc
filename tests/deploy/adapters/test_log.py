"""Tests of what the operator is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.adapters.log import ConsoleLog

TALKER = """
import sys
from deploy.adapters.clock import LocalClock
from deploy.adapters.log import ConsoleLog, say
log = ConsoleLog(LocalClock())
for number in range(3):
    log.step("step", "summary")
    say("result")
sys.exit(7)
"""


class Noon:
    """A clock that stands still."""

    def now(self) -> float:
        return 12 * 3600.0

    def sleep(self, seconds: float) -> None:
        raise NotImplementedError


def test_lines_are_timed_told_and_kept(capsys: pytest.CaptureFixture[str]) -> None:
    log = ConsoleLog(Noon())
    log.step("stop", "End the service.")
    log.note("it was slow")
    assert log.lines() == ("[12:00:00] stop: End the service.", "[12:00:00]   it was slow")
    assert capsys.readouterr() == ("", "".join(f"{line}\n" for line in log.lines()))


def test_what_cannot_be_encoded_is_shown_somehow(capsys: pytest.CaptureFixture[str]) -> None:
    ConsoleLog(Noon()).note(os.fsdecode(b"caf\xe9"))
    assert "caf\\udce9" in capsys.readouterr().err


def test_a_terminal_that_went_away_changes_nothing(root: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    talker = subprocess.Popen(
        (sys.executable, "-c", TALKER), cwd=root, stdout=writer, stderr=writer
    )
    os.close(writer)
    assert talker.wait() == 7
