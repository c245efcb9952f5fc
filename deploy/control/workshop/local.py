"""This machine as a workshop, with a place of its own that is gone afterwards."""

from __future__ import annotations

import os
import pwd
import re
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.adapters.clock import LocalClock
from deploy.adapters.commands import LocalCommands
from deploy.adapters.files import LocalFiles
from deploy.adapters.log import ConsoleLog
from deploy.control.workshop import Workshop
from deploy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def local_workshop(root: str | None = None) -> Iterator[Workshop]:
    """Give the workshop of a checkout, the working directory where none is named."""
    clock = LocalClock()
    home = os.environ.get("HOME") or pwd.getpwuid(os.geteuid()).pw_dir
    with _place() as place:
        yield Workshop(
            files=LocalFiles(),
            commands=LocalCommands(home),
            clock=clock,
            log=ConsoleLog(clock),
            root=os.path.realpath(root or os.curdir),
            place=os.path.realpath(place),
            python=sys.executable,
        )


def _place() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="refit-publish-", ignore_cleanup_errors=True)
    except OSError as error:
        raise Refused(
            f"no directory can be made to work in: {error.strerror}",
            "Name one with room in it: TMPDIR",
        ) from error


@dataclass(frozen=True, slots=True)
class OutputFile:
    """The port `Outputs` over the file that GitHub Actions names in GITHUB_OUTPUT."""

    path: str

    def tell(self, name: str, value: str) -> None:
        if not re.fullmatch(r"[a-z0-9-]+", name) or not re.fullmatch(r"[!-~]+", value):
            raise Refused(f"the output {name!r} is not one word: a line of its own would follow")
        try:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(f"{name}={value}\n")
        except OSError as error:
            raise Refused(
                f"GITHUB_OUTPUT: {self.path} cannot be written: {error.strerror}",
                "Publish again: what is stored already is taken as it is",
            ) from error
