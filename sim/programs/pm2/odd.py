"""Odd words of PM2: what one look at its table may say, though the next says something else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

Words = Callable[[str], str]
OUTDATED = """
>>>> In-memory PM2 is out-of-date, do:
>>>> $ pm2 update
In memory PM2 version: 6.0.14
Local PM2 version: 7.0.4

"""
"""The program and its daemon are of different versions."""


def _says(status: str) -> Words:
    return lambda out: out.replace('"status": "online"', f'"status": "{status}"').replace(
        '"status":"online"', f'"status":"{status}"'
    )


def _changed(change: Callable[[list[object]], list[object]]) -> Words:
    """Return what changes the list that `jlist` prints, and leaves anything else as it is."""

    def words(out: str) -> str:
        lines = out.splitlines()
        for place, line in enumerate(lines):
            if line.startswith("["):
                try:
                    lines[place] = json.dumps(change(json.loads(line)))
                except ValueError:
                    continue
        return "\n".join(lines)

    return words


def _without_status(rows: list[object]) -> list[object]:
    """Return the rows as a daemon of another version might fill them."""
    return [
        {**row, "pm2_env": {k: v for k, v in row["pm2_env"].items() if k != "status"}}
        for row in rows
        if isinstance(row, dict)
    ]


WORDS: Mapping[str, Words] = {
    "noise": lambda out: f"{OUTDATED}{out}",
    "dips": _says("stopped"),
    "launching": _says("launching"),
    "waiting": _says("waiting restart"),
    "errored": _says("errored"),
    "twice": _changed(lambda rows: [*rows, *rows[-1:]]),
    "empty": _changed(lambda _: []),
    "bare": _changed(_without_status),
    "cut": lambda out: out[: len(out) // 2],
}
"""By the kind of fault."""
