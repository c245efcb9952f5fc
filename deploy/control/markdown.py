"""Text for Discord: nothing in it is formatting, a mention or a link, and none of it is unseen.

Lengths are counted in UTF-16 units. Discord counts code points (discord/discord-api-docs#1315),
of which there are never more; clients count units.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

TERMINAL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)")
"""Colours, and titles of windows; one that is not closed must not hide what follows it."""
UNUSUAL = re.compile("[^\n -~]")
"""What has to be looked at; a log may be a megabyte of anything else."""
NO_TEXT = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Control, invisible, turning, broken, private and unassigned characters."""
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f\u17b4\u17b5")
"""Letters and marks that look like nothing, or join what is around them."""
INSTEAD = "\ufffd"
MARKUP = frozenset("\\*_~`|<>#-+.[]():@/")
"""A backslash before any of them makes it itself; `://` then is no link, `@` no mention."""
FENCE = "```"
MARK_UNITS_MAX = 40


def units(text: str) -> int:
    """Return the length of a text as Discord's clients count it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Return a text in which every character can be seen; lines stay."""
    lines = TERMINAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return UNUSUAL.sub(_seen, lines)


def _seen(found: re.Match[str]) -> str:
    character = found[0]
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    return INSTEAD if category in NO_TEXT or character in BLANKS else character


def escaped(text: str, units_max: int) -> str:
    """Return a text as one line that reads as it is written, its tail where it is too long."""
    return kept(" ".join(clean(text).split()), units_max, _literal)


def _literal(character: str) -> str:
    return f"\\{character}" if character in MARKUP else character


def fenced(text: str, units_max: int) -> str:
    """Return a text as a block of code, to be copied; its tail where it is too long."""
    inner = clean(text).replace("`", "'").strip("\n")
    room = units_max - units(FENCE + "\n" + "\n" + FENCE)
    return f"{FENCE}\n{kept(inner, room, str)}\n{FENCE}"


def kept(text: str, units_max: int, write: Callable[[str], str]) -> str:
    """Return a text, each character written so; of one that is too long the tail, and say so.

    The tail, because the error stands there.
    """
    taken: list[str] = []
    left, begin = units_max, len(text)
    while begin > 0 and left >= 0:
        begin -= 1
        taken.append(write(text[begin]))
        left -= units(taken[-1])
    if left >= 0:
        return "".join(reversed(taken))
    while taken and left < MARK_UNITS_MAX:
        begin += 1
        left += units(taken.pop())
    mark = "".join(write(each) for each in f"({begin} characters cut) ")
    return mark + "".join(reversed(taken))
