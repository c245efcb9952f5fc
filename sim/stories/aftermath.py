"""The aftermath of a command, as an operator sees it: alike on the model and on real parts.

All is looked at in the words of `people.operator` alone, so the two are seen by the same eyes. What
must differ is taken out: moments, process ids, the versions that a package index happens to offer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

from deploy.config import Config
from deploy.ports import Kind
from deploy.tree import DISCARDED
from sim.goods import wheels
from sim.people.operator import Operator, Told

MOMENTS = ("started", "ended")
STAMP = re.compile(r"(?<![0-9a-f])[0-9]{14}(?![0-9a-f])")
NUMBER = re.compile(r"(?<![0-9A-Za-z-])[0-9]+(\.[0-9]+)?(?![0-9A-Za-z])")
QUOTED = re.compile(r"( failed| does not import| does not work|cannot be read): .*", re.DOTALL)
"""What stands behind these words is a program's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What came of one command of the deployer."""

    exit_code: int | None
    """None where the deployer was killed."""
    report: Mapping[str, Any]
    """Its report but for moments and log; empty where there is none."""
    steps: tuple[str, ...]
    """The steps it went through, in order."""
    said: str
    """The first line of what it told."""
    live: str | None
    """The letter of the release in the run directory; `?` for one that is no whole release."""
    serves: str | None
    """The letter of the release that answers the health check well."""
    tree: tuple[str, ...]
    """Each path of the service's directories, with what it is."""
    listed: tuple[str, ...]
    """The names in PM2's table."""
    saved: tuple[str, ...]
    """The names that PM2 would bring back after a reboot."""


def seen(operator: Operator, config: Config, told: Told | None) -> Aftermath:
    """Look at a host after a command."""
    known = wheels_offered(operator)
    tree = tuple(sorted(_unstamped(line) for line in _tree(operator, config)))
    report = {} if told is None or told.report is None else dict(told.report)
    log = report.pop("log", ())
    return Aftermath(
        exit_code=None if told is None else told.exit_code,
        report={name: _plain(value) for name, value in report.items() if name not in MOMENTS},
        steps=tuple(_step(line) for line in log if _step(line)),
        said="" if told is None else _plain(told.message.splitlines()[0]),
        live=label_at(operator, config.layout.live, known),
        serves=_served(operator, config, known),
        tree=tree,
        listed=tuple(sorted(row["name"] for row in json.loads(_jlist(operator)))),
        saved=_saved(operator),
    )


def wheels_offered(operator: Operator) -> dict[str, Mapping[str, bytes]]:
    """Return the code of each wheel that was offered, by its letter."""
    found: dict[str, Mapping[str, bytes]] = {}
    for letter in operator.names("/tmp"):  # noqa: S108 - of the host
        path = f"/tmp/{letter}/{wheels.FILE_NAME}"  # noqa: S108 - of the host
        if operator.kind(path) is Kind.FILE:
            with suppress(BadZipFile):  # half of one arrived
                found["A" if letter == "old" else letter] = wheels.app_files(operator.read(path))
    return found


def label_at(operator: Operator, path: str, known: Mapping[str, Mapping[str, bytes]]) -> str | None:
    """Name the release whose code lies at `path`; None where nothing does."""
    if operator.kind(operator.resolve(path)) is not Kind.DIRECTORY:
        return None
    code = code_at(operator, operator.resolve(path))
    return next((label for label, files in known.items() if files == code), "?" if code else None)


def code_at(operator: Operator, folder: str, prefix: str = "") -> dict[str, bytes]:
    """Return the files of the code in a folder by relative path; the host's own are left out."""
    found = {}
    for name in operator.names(folder):
        if name == "__pycache__" or (not prefix and name in Config(base="/").kept):
            continue
        path = f"{folder}/{name}"
        if operator.kind(path) is Kind.DIRECTORY:
            found.update(code_at(operator, path, f"{prefix}{name}/"))
        elif operator.kind(path) is Kind.FILE:
            found[prefix + name] = operator.read(path)
    return found


def _served(
    operator: Operator, config: Config, known: Mapping[str, Mapping[str, bytes]]
) -> str | None:
    answer = operator.get(f"http://localhost:{config.port}{config.health_path}")
    if answer is None or answer.status != 200 or b'"ok"' not in answer.body:  # noqa: PLR2004
        return None
    process = operator.listener(config.port)
    return None if process is None else label_at(operator, process.cwd, known)


def _tree(operator: Operator, config: Config) -> list[str]:
    """List what the deployer keeps; environments by name alone, for uv fills them.

    So what is on its way out: how far a removal came that was refused is the order of a directory.
    """
    layout = config.layout
    found: list[str] = []
    for root in (layout.app, layout.backups):
        _list(operator, root, layout.environments, found)
    return found


def _list(operator: Operator, folder: str, closed: str, found: list[str]) -> None:
    for name in operator.names(folder):
        path = f"{folder}/{name}"
        kind = operator.kind(path)
        if kind is None or name == "__pycache__":
            continue
        found.append(f"{path} {kind.value}")
        is_open = folder != closed and name != "venv" and not name.startswith(DISCARDED)
        if kind is Kind.DIRECTORY and is_open:
            _list(operator, path, closed, found)


def _jlist(operator: Operator) -> str:
    return operator.pm2("jlist", "--silent").out.splitlines()[-1]


def _saved(operator: Operator) -> tuple[str, ...]:
    path = "/home/ubuntu/.pm2/dump.pm2"
    if operator.kind(path) is not Kind.FILE:
        return ()
    return tuple(sorted(item["name"] for item in json.loads(operator.read(path))))


def _step(line: str) -> str:
    """Return the step that a line of the log announces; empty for any other line."""
    found = re.match(r"(?:\[[0-9:]{8}\] )?([a-z_]+): ", line)
    return found[1] if found else ""


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Take out of a value what must differ."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    return NUMBER.sub("N", QUOTED.sub(r"\1", _unstamped(value)))


def _unstamped(text: str) -> str:
    return STAMP.sub("T", text)
