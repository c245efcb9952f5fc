"""Words for what is asked, told and done: the sentences that a timeline is made of."""

from __future__ import annotations

import re
import shlex
from typing import Any

from deploy.model import Apply, Restore
from sim.goods import wheels
from sim.timeline.model import Kind
from sim.timeline.state import SEPARATOR

SHA = re.compile(r"\b[0-9a-f]{40}\b")
LETTERS = {wheels.sha(letter): letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
"""What the scenarios call a commit."""
ENDINGS = {
    0: "done",
    1: "went back: the previous release serves",
    2: "refused: nothing was touched",
    3: "a person must look",
}
"""The contract's words for each exit code."""


def shown(text: str) -> str:
    """Return a text with every character that cannot be seen written out; none misleads an eye."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode()


def said(text: str) -> str:
    """Return a text of several lines with every character in it that cannot be seen written out."""
    return "\n".join(shown(line) for line in text.split("\n"))


def remark(kind: Kind, thing: object) -> str:
    """Say what a remark is about."""
    if kind is Kind.MENDED:
        return "All that was wrong is mended"
    if kind is Kind.TOLD:
        return message(thing)
    return request(thing) if kind is Kind.ASKED else shown(str(thing))


def request(thing: object) -> str:
    """Say what is asked for."""
    if thing is None:
        return "recover: close whatever was left open"
    if isinstance(thing, Apply):
        return f"deploy {commit(thing.sha)}{_reason(thing.force)}"
    if isinstance(thing, Restore):
        which = f"backup {thing.backup_id}" if thing.backup_id else "the newest usable backup"
        extent = ", its code alone" if thing.code_only else ""
        return f"restore {which}{extent}{_reason(thing.force)}"
    if isinstance(thing, tuple):
        return SHA.sub(lambda found: commit(found[0]), shown(shlex.join(map(str, thing))))
    return _instruction(thing)


def _instruction(thing: Any) -> str:  # noqa: ANN401 - what a genre asks for is its own
    task = getattr(getattr(thing, "task", None), "value", None)
    if task is None:
        return shown(str(thing))
    sha = f" {commit(thing.sha)}" if thing.sha else ""
    which = f" backup {thing.backup_id}" if thing.backup_id else ""
    return f"{task}{sha}{which}{_reason(thing.force)}, as the control side instructs"


def _reason(force: str | None) -> str:
    return f", with the reason: {shown(force)}" if force else ""


def commit(sha: str) -> str:
    """Call a commit by the letter of the scenarios, where it has one."""
    letter = LETTERS.get(sha)
    return f"{letter} (commit {sha[:12]})" if letter else f"commit {shown(sha[:12])}"


def message(thing: object) -> str:
    """Return what was told, word by word."""
    if thing is None:
        return "nothing: it was killed before it could say a word"
    return said(str(getattr(thing, "message", thing)))


def outcome(thing: object) -> str:
    """Say how something ended, in a word or two."""
    code = getattr(thing, "exit_code", None)
    return "killed" if code is None else f"exit {code}"


def process(pid: int, before: str | None, now: str | None) -> tuple[str, str]:
    """Say what became of a process: an operation, and what there is to know."""
    parts = (now or before or "").split(SEPARATOR)
    name, port, listens, label = (*parts, "", "", "", "")[:4]
    what = f"process {pid} ({shown(name)}{f', release {shown(label)}' if label else ''})"
    if now is None:
        return "process.ends", f"{what} ends"
    if listens == "listens":
        return "process.listens", f"{what} listens on port {port}"
    return "process.starts", f"{what} starts"
