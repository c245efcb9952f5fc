"""The arguments of a PM2 command: options anywhere, then a command and what it acts on."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.programs.pm2.terminal import Exit, Terminal
from sim.programs.pm2.usage import ALIASES, COMMANDS, GLOBAL


@dataclass(frozen=True, slots=True)
class Option:
    """An option: what it is called, and whether something must or may follow it."""

    flags: tuple[str, ...]
    text: str
    needs: bool
    takes: bool


@dataclass(slots=True)
class Words:
    """A command as it was understood."""

    command: str = ""
    operands: list[str] = field(default_factory=list)
    options: dict[str, str | bool] = field(default_factory=dict)
    rest: list[str] | None = None
    """What came after `--`."""

    def text(self, name: str) -> str | None:
        """Return what was given with an option; None where nothing was."""
        found = self.options.get(name)
        return found if isinstance(found, str) else None


@functools.lru_cache(maxsize=64)
def options_of(lines: str) -> tuple[Option, ...]:
    """Read a table of options."""
    found = []
    for text in _entries(lines):
        flags = tuple(word for word in text.split() if word.startswith("-"))
        found.append(Option(flags, text.replace(" --", " --", 1), "<" in text, "[" in text))
    return tuple(found)


def _entries(lines: str) -> list[str]:
    """Split a table at its bars, but for those within what an option takes."""
    joined = lines.strip().replace("\n", "|")
    return [text for text in joined.replace("<folders|files>", "<files>").split("|") if text]


def read(argv: Sequence[str], terminal: Terminal) -> Words:
    """Understand the arguments, or end as PM2 does where it cannot; nobody changes what is told."""
    return _understood(tuple(argv)) or _read(argv, terminal)


@functools.lru_cache(maxsize=256)
def _understood(argv: tuple[str, ...]) -> Words | None:
    """Understand the arguments once; None where PM2 would end over them."""
    try:
        return _read(argv, Terminal((), {}))
    except Exit:
        return None


def _read(argv: Sequence[str], terminal: Terminal) -> Words:
    words = Words()
    known = list(argv)
    if "--" in known:
        place = known.index("--")
        known, words.rest = known[:place], known[place + 1 :]
    plain, unknown = _take(options_of(GLOBAL), _split(known), words, terminal)
    if words.options.get("version"):
        terminal.write("7.0.4\n")
        raise Exit(0)
    if not plain:
        if _wants_help(unknown, terminal):
            raise Exit(0)
        _refuse(unknown, terminal)
        return words
    words.command = ALIASES.get(plain[0], plain[0])
    if words.command not in COMMANDS:
        return words
    signature, own = COMMANDS[words.command]
    more, unknown = _take(options_of(own), unknown, words, terminal)
    if _wants_help(unknown, terminal, f"{words.command} [options]{' ' * bool(signature)}"):
        raise Exit(0)
    _refuse(unknown, terminal)
    words.operands = [*more, *plain[1:]]
    _demand(signature, words.operands, terminal)
    return words


def _split(argv: Sequence[str]) -> list[str]:
    """Split `--name=value` and joined short options."""
    found: list[str] = []
    options = options_of(GLOBAL)
    for number, word in enumerate(argv):
        before = _option(options, argv[number - 1]) if number else None
        if before is not None and before.needs:
            found.append(word)
        elif word.startswith("--") and "=" in word:
            found += word.split("=", 1)
        elif len(word) > 1 and word[0] == "-" and word[1] != "-":
            found += [f"-{letter}" for letter in word[1:]]
        else:
            found.append(word)
    return found


def _option(options: Sequence[Option], word: str) -> Option | None:
    return next((option for option in options if word in option.flags), None)


def _take(
    options: Sequence[Option], argv: Sequence[str], words: Words, terminal: Terminal
) -> tuple[list[str], list[str]]:
    """Take these options out; return the plain words, and the unknown options."""
    plain: list[str] = []
    unknown: list[str] = []
    left = list(argv)
    while left:
        word = left.pop(0)
        option = _option(options, word)
        if option is not None:
            words.options[option.flags[-1][2:]] = _value(option, left, terminal)
        elif len(word) > 1 and word[0] == "-":
            unknown.append(word)
            if left and not left[0].startswith("-"):
                unknown.append(left.pop(0))
        else:
            plain.append(word)
    return plain, unknown


def _value(option: Option, left: list[str], terminal: Terminal) -> str | bool:
    if option.needs and not left:
        _complain(f"option `{option.text}' argument missing", terminal)
    if option.needs or (option.takes and left and not left[0].startswith("-")):
        return left.pop(0)
    return True


def _wants_help(unknown: Sequence[str], terminal: Terminal, usage: str = "pm2 [cmd] app") -> bool:
    if "-h" not in unknown and "--help" not in unknown:
        return False
    terminal.write(f"\n  Usage: {usage}\n")
    return True


def _refuse(unknown: Sequence[str], terminal: Terminal) -> None:
    if unknown:
        _complain(f"unknown option `{unknown[0]}'", terminal)


def _demand(signature: str, operands: Sequence[str], terminal: Terminal) -> None:
    for number, name in enumerate(signature.split()):
        if name.startswith("<") and number >= len(operands):
            _complain(f"missing required argument `{name[1:-1].removesuffix('...')}'", terminal)


def _complain(text: str, terminal: Terminal) -> None:
    terminal.fail(f"\n  error: {text}\n", prefix="")
    raise Exit(1)
