"""The workflow files as GitHub reads them: in its YAML, `on` is a word and no boolean."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ".github/workflows"
NAMES = ("ci", "cd-prod", "rollback", "overlooked", "nightly")
CI, CD, ROLLBACK, OVERLOOKED, NIGHTLY = (f"{FOLDER}/{name}.yml" for name in NAMES)
Document = dict[str, Any]


class Loader(yaml.CSafeLoader):
    """Knows true and false alone as booleans."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
for word in ("true", "false"):
    form = re.compile(f"{word}$")
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", form, [word[0]])


def read(text: str) -> Document:
    """Read a workflow."""
    found = yaml.load(text, Loader)  # noqa: S506 - a safe loader, with fewer booleans
    assert isinstance(found, dict)
    return found


def load(path: str) -> Document:
    """Read one of our workflows."""
    return read((ROOT / path).read_text(encoding="utf-8"))


def all_of_them() -> dict[str, Document]:
    """Read all our workflows, by path."""
    paths = sorted((ROOT / FOLDER).glob("*.yml"))
    return {path.relative_to(ROOT).as_posix(): load(path.as_posix()) for path in paths}


def is_hourly(cron: str) -> bool:
    """Say whether a schedule comes each hour: it names a minute, and any hour of any day."""
    minute, *rest = cron.split()
    return minute.isdigit() and rest == ["*"] * 4
