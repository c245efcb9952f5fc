"""Probes: everything that the deployer can say on a host, to be heard at least once in a sweep.

Who says a thing has been in the place that says it. So a note or a refusal that no run has heard
is a path of the deployer that was never gone.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import deploy

SOURCES = Path(deploy.__file__).parent
SPEAKERS = ("Refused", "NeedsPerson", "Damaged", "Unhealthy", "CommandFailed", "note")
SHORTEST = 12
"""A piece of fewer letters could be part of another sentence."""
WAIVED: Mapping[str, str] = {
    "arguments": "reads command lines; no story of a host types one",
    "config": "vets a base directory that a person has typed",
    "instruction": "vets what the control side has made; hostile ones have tests of their own",
    "model": "vets ids that a person has typed",
    "provision": "writes the host's configuration; it is no step of a deployment",
    "provisioning": "as provision",
    "reception": "bounds what may be read from a pipe",
    "reference": "fills in files of provision",
    "settings": "reads a file of settings; those of every story are good",
}
"""Modules of which nothing need be heard, each with its reason."""
SILENT: Mapping[str, str] = {
    "receiving: the instruction names no wheel": "tells a type what `instruction` has vetted",
    "replies: nobody asked": "a script without addresses; the control side makes one for each host",
    "staging: no backup was chosen yet": "tells a type what the steps before have seen to",
    "steady: a deployment went on each of the": "a look that meets a change each time it looks",
    "steps: no wheel was given": "tells a type what the request has seen to",
    "steps: the safety backup was asked for before a backup was chosen": "tells a type the same",
}
"""Probes that no story can hit, each with its reason."""


@functools.cache
def probes() -> Mapping[str, str]:
    """Return what to listen for, by the place that says it: `module: words`."""
    found = {}
    for path in sorted(SOURCES.glob("*.py")):
        if path.stem not in WAIVED:
            for words in _said_in(ast.parse(path.read_text(encoding="utf-8"))):
                found[f"{path.stem}: {words.strip()}"] = words
    return found


def _said_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in SPEAKERS:
            words = max(_pieces(node.args[0]), key=len, default="")
            if len(words) >= SHORTEST:
                yield words


def _name(speaker: ast.expr) -> str:
    if isinstance(speaker, ast.Attribute):
        return speaker.attr
    return speaker.id if isinstance(speaker, ast.Name) else ""


def _pieces(words: ast.expr) -> Iterator[str]:
    """Give what is the same whenever it is said."""
    for node in ast.walk(words):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def heard(said: Iterable[str], missing: Iterable[str]) -> set[str]:
    """Return those of the missing probes that were heard in what was said."""
    known, text = probes(), "\n".join(said)
    return {probe for probe in missing if known[probe] in text}
