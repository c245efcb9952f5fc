"""Writing the installed versions into pyproject.toml, as lower bounds of what it asks for."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from scripts.dependencies import manifest, ranges
from scripts.dependencies.errors import Refused
from scripts.dependencies.manifest import DEPENDENCIES, Edit

ASK = """
import importlib.metadata as m, json
found = [(each.metadata["Name"], each.version) for each in m.distributions()]
print(json.dumps([pair for pair in found if pair[0]]))
"""
TIMEOUT_S = 60


def installed(python: str | None = None) -> Mapping[str, str]:
    """Return the versions installed for a Python by normalised name; by default for this one."""
    if python is None:
        found = [(each.metadata["Name"], each.version) for each in metadata.distributions()]
        return {canonicalize_name(name): version for name, version in reversed(found) if name}
    command = (python, "-I", "-c", ASK)
    try:
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=TIMEOUT_S
        )
        told = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise Refused(f"{python} does not say what is installed: {error}") from error
    return {canonicalize_name(name): version for name, version in reversed(told)}


def frozen(
    text: str, versions: Mapping[str, str], path: Sequence[str] = DEPENDENCIES
) -> tuple[str, tuple[str, ...]]:
    """Return the text with each lower bound raised to what is installed, and what was changed.

    Raises `Refused` with each entry whose range does not hold what is installed.
    """
    told = manifest.entries(text, path)
    replaced, faults = {}, []
    for place, asked in enumerate(manifest.requirements(told)):
        if asked.marker is not None and not asked.marker.evaluate():
            continue  # not for this machine
        try:
            entry = _raised(told[place], asked, versions.get(canonicalize_name(asked.name)))
        except ValueError as error:
            faults.append(f"{manifest.NAME}: {told[place]!r}: {error}")
        else:
            if entry != told[place]:
                replaced[place] = entry
    if faults:
        raise Refused(*faults)
    changes = tuple(f"{told[place]} -> {entry}" for place, entry in replaced.items())
    return manifest.edited(text, Edit(replaced=replaced), path), changes


def _raised(entry: str, asked: Requirement, version: str | None) -> str:
    if version is None:
        raise ValueError(f"{asked.name} is not installed")
    try:
        present = Version(version)
    except InvalidVersion as error:
        raise ValueError(f"what is installed is no version: {version}") from error
    if not asked.specifier.contains(present, prereleases=True):
        raise ValueError(f"{version} is installed, outside of {ranges.spelled(asked.specifier)}")
    if ranges.pin(asked.specifier) is not None:
        return entry
    wanted = Requirement(entry)
    wanted.specifier = ranges.raised(asked.specifier, present)
    return entry if wanted == asked else manifest.spelled(wanted)
