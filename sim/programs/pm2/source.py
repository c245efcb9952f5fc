"""Reads configurations of PM2: JSON, and as much JavaScript as such files are written in."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

KNOWN = (".json", ".yml", ".yaml", ".config.js", ".config.cjs", ".config.mjs")
"""What the name of a configuration holds; anything else is a script, or the name of an app."""
TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<template>`(?:[^`\\]|\\.)*`)
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<word>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)
    |(?P<mark>[{}\[\]():,;=+])""",
    re.VERBOSE | re.DOTALL,
)
CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}


class Malformed(Exception):
    """The file is no JavaScript."""


def is_config(name: str) -> bool:
    """Say whether PM2 takes this for a configuration."""
    return any(ending in name for ending in KNOWN)


@functools.lru_cache(maxsize=64)
def _read(text: str, name: str) -> Any:  # noqa: ANN401
    return _Source(text).program() if ".json" not in name else _Source(text).whole()


def copied(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Copy what JSON holds, to change it: this costs less than writing and reading it again."""
    if type(value) is dict:
        return {name: copied(inner) for name, inner in value.items()}
    return [copied(inner) for inner in value] if type(value) is list else value


def read(text: str, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return what a configuration says, anew each time; raise `Malformed` where it says nothing."""
    assert ".y" not in name, "the fake pm2 reads no YAML"
    return copied(_read(text, name))


class _Source:
    """JavaScript, token by token."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.names = dict(CONSTANTS)
        place = 0
        while place < len(text):
            found = TOKEN.match(text, place)
            if found is None:
                raise Malformed(text[place : place + 20])
            place = found.end()
            if found.lastgroup != "skip":
                self.tokens.append((str(found.lastgroup), found[0]))
        self.tokens.reverse()

    def program(self) -> Any:  # noqa: ANN401
        """Read declarations, and what is exported."""
        exported: Any = {}
        while self.tokens:
            _, word = self.tokens.pop()
            if word == ";":
                continue
            if word in ("const", "let", "var"):
                name = self.tokens.pop()[1] if self.tokens else ""
                self.expect("=")
                self.names[name] = self.value()
            elif word == "module.exports":
                self.expect("=")
                exported = self.value()
            elif word == "throw":
                raise Malformed("thrown")
            else:
                raise AssertionError(f"the fake pm2 reads no such JavaScript: {word}")
        return exported

    def whole(self) -> Any:  # noqa: ANN401
        """Read one value and nothing after it."""
        value = self.value()
        if self.tokens:
            raise Malformed(self.tokens[-1][1])
        return value

    def peek(self) -> str:
        return self.tokens[-1][1] if self.tokens else ""

    def expect(self, mark: str) -> None:
        if not self.tokens or self.tokens.pop()[1] != mark:
            raise Malformed(f"no {mark}")

    def value(self) -> Any:  # noqa: ANN401
        value = self.term()
        while self.peek() == "+":
            self.tokens.pop()
            value = f"{value}{self.term()}"
        assert self.peek() != "(", "the fake pm2 calls no JavaScript functions"
        return value

    def term(self) -> Any:  # noqa: ANN401
        if not self.tokens:
            raise Malformed("the end")
        kind, word = self.tokens.pop()
        if kind == "text":
            return self.text(word)
        if kind == "template":
            return re.sub(r"\$\{\s*([\w$]+)\s*\}", lambda hit: str(self.name(hit[1])), word[1:-1])
        if kind == "number":
            return json.loads(word)
        if kind == "word":
            return self.name(word)
        if word == "(":
            inner = self.value()
            self.expect(")")
            return inner
        if word == "[":
            return [value for value, _ in self.items("]")]
        if word == "{":
            return {key: value for value, key in self.items("}")}
        raise Malformed(word)

    def name(self, word: str) -> Any:  # noqa: ANN401
        if word in self.names:
            return self.names[word]
        assert "." not in word, f"the fake pm2 does not know {word}"
        raise Malformed(f"{word} is not defined")

    @staticmethod
    def text(word: str) -> str:
        if word[0] == '"':
            return str(json.loads(word, strict=False))
        inner = word[1:-1].replace("\\'", "'").replace('"', '\\"')
        return str(json.loads(f'"{inner}"', strict=False))

    def items(self, end: str) -> list[tuple[Any, str]]:
        """Read the items of a list or an object; a comma may follow the last."""
        found: list[tuple[Any, str]] = []
        while self.peek() != end:
            key = ""
            if end == "}":
                kind, word = self.tokens.pop() if self.tokens else ("", "")
                if kind not in ("text", "word", "number"):
                    raise Malformed(word)
                key = self.text(word) if kind == "text" else word
                self.expect(":")
            found.append((self.value(), key))
            if self.peek() != end:
                self.expect(",")
        self.tokens.pop()
        return found
