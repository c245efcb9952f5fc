"""What a command of PM2 prints: coloured where it believes to be on a terminal, or silent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from deploy.ports import Result

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
FORCED = {"false": 0, "0": 0, "1": 1, "2": 2, "3": 3}


def _style(*codes: tuple[int, int]) -> Callable[[object], str]:
    begin = "".join(f"\x1b[{on}m" for on, _ in codes)
    end = "".join(f"\x1b[{off}m" for _, off in reversed(codes))

    def styled(text: object) -> str:
        return begin + str(text).replace("\n", f"{end}\n{begin}") + end

    return styled


FOREGROUND, BOLD, ITALIC, INVERSE = 39, (1, 22), (3, 23), (7, 27)
green, red, yellow = _style((32, FOREGROUND)), _style((31, FOREGROUND)), _style((33, FOREGROUND))
blue, gray = _style((34, FOREGROUND)), _style((90, FOREGROUND))
bold, bold_blue = _style(BOLD), _style(BOLD, (34, FOREGROUND))
bold_cyan, bold_gray = _style(BOLD, (36, FOREGROUND)), _style(BOLD, (90, FOREGROUND))
green_bold = _style((32, FOREGROUND), BOLD)
red_bold, blue_bold = _style((31, FOREGROUND), BOLD), _style((34, FOREGROUND), BOLD)
white_italic = _style((37, FOREGROUND), ITALIC)
inverse_bold, bold_inverse = _style(INVERSE, BOLD), _style(BOLD, INVERSE)

PREFIX, ERROR = green("[PM2] "), red("[PM2][ERROR] ")
WARNING = yellow("[PM2][WARN] ")
IMMUTABLE = bold_blue("Use --update-env to update environment variables")


class Exit(Exception):
    """The program ends with an exit code."""

    def __init__(self, code: int) -> None:
        """End with `code`."""
        super().__init__(code)
        self.code = code


class Terminal:
    """The two streams of one command."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        """Know how to print from the arguments and the environment."""
        known = argv[: argv.index("--")] if "--" in argv else argv
        self.silent = bool(env.get("PM2_SILENT")) or "--silent" in known or "-s" in known
        self._called = argv, env
        self._out: list[str] = []
        self._err: list[str] = []

    def say(self, text: str) -> None:
        """Print a line."""
        self.write("" if self.silent else f"{text}\n")

    def told(self, text: str) -> None:
        """Print a line of PM2's own."""
        self.say(PREFIX + text)

    def warn(self, text: str) -> None:
        """Print a warning, which PM2 does not count among the errors."""
        self.say(WARNING + text)

    def fail(self, text: str, prefix: str = ERROR) -> None:
        """Print a line among the errors."""
        if not self.silent:
            self._err.append(f"{prefix}{text}\n")

    def write(self, text: str) -> None:
        """Print text as it is, silent or not."""
        self._out.append(text)

    def result(self, code: int) -> Result:
        """Return what was printed, and how it ended."""
        out, err = "".join(self._out), "".join(self._err)
        if ("\x1b" not in out and "\x1b" not in err) or is_coloured(*self._called):
            return Result(code, out, err)
        return Result(code, ESCAPE.sub("", out), ESCAPE.sub("", err))


def is_coloured(argv: Sequence[str], env: Mapping[str, str]) -> bool:
    """Say whether PM2 colours: PM2_HOME in the environment is a terminal to it."""
    forced = FORCED.get(env.get("FORCE_COLOR", ""), -1)
    asked = "FORCE_COLOR" in env and forced != 0
    if forced == 0 or env.get("NO_COLOR") or "--no-color" in argv:
        return False
    on_terminal = bool(env.get("PM2_HOME")) and env.get("TERM") != "dumb"
    return asked or on_terminal or "CI" in env or "COLORTERM" in env


def colour_of(status: str) -> str:
    """Write a status as the tables do."""
    if status == "online":
        return green_bold(status)
    return blue_bold(status) if status == "launching" else red_bold(status)
