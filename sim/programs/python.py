"""A fake Python: it imports the entry module of the service, and prints what it is then told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deploy.ports import Result
from sim.machinery import importing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.world import World

PROGRAM = re.compile(r"import api\.main; print\('([^'\\]*)'(?:, '([^'\\]*)', sep='\\n')?\)")
USAGE = (
    "usage: python [option] ... [-c cmd | -m mod | file | -] [arg] ...\n"
    "Try `python -h' for more information.\n"
)
UNKNOWN = re.compile(r"-[ACDFGHKLMNQTUYZ]")
"""Capital letters that are no option of Python's."""
IMPORT_S = 0.8
BESIDE = "REFIT_ENV_FILE"
"""Names the `.env` of the host to the service."""


def run(world: World, argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> Result:
    """Run the one program that Python is asked for, given with `-c`."""
    match argv[1:]:
        case ["-c", text] if (asked := PROGRAM.fullmatch(text)) is not None:
            printed = "".join(f"{text}\n" for text in asked.groups() if text is not None)
            python = world.disk.canonical(argv[0], follow=False)
            return _imported(world, python, cwd, env.get(BESIDE, ""), printed)
        case [str(option), *_] if UNKNOWN.fullmatch(option):
            return Result(2, "", f"Unknown option: {option}\n{USAGE}")
    raise AssertionError(f"the fake Python knows no {' '.join(argv)}")


def _imported(world: World, python: str, code: str, beside: str, printed: str) -> Result:
    world.pass_time(IMPORT_S)
    error = importing.import_error(world.disk, code, python, beside)
    if error is not None:
        return Result(1, "", f"Traceback:\n{error}")
    app = importing.importing(world.disk, code)
    return Result(0, f"{app.prints}{'' if app.ends else printed}", "")
