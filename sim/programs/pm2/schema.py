"""What PM2 makes of the keys of an app: names, types, units, and what stands where none is given.

A `0`, `false` or empty text under a name of several words is lost: PM2 takes it for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

SIZES = {"G": 1024**3, "M": 1024**2, "K": 1024}
TIMES = {"h": 3_600_000, "m": 60_000, "s": 1000}
MEMORY = (
    'it should be a NUMBER - byte, "[NUMBER]G"(Gigabyte), "[NUMBER]M"(Megabyte) or '
    '"[NUMBER]K"(Kilobyte)'
)
UPTIME = (
    'it should be a NUMBER - milliseconds, "[NUMBER]h"(hours), "[NUMBER]m"(minutes) or '
    '"[NUMBER]s"(seconds)'
)
MODE = 'it should be "cluster"("cluster_mode") or "fork"("fork_mode") only'
TEXT, NUMBER, FLAG, LIST, OBJECT = "String", "Number", "Boolean", "Array", "Object"


class Key(NamedTuple):
    """How one key is read."""

    types: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    default: Any = None
    pattern: str = ""
    meaning: str = ""
    least: float | None = None
    units: Mapping[str, int] = {}


def _keys(names: str, *types: str) -> dict[str, Key]:
    return {name: Key(types) for name in names.split()}


SCHEMA: dict[str, Key] = {
    **_keys("name name_prefix namespace install_url cwd log_type log_date_format", TEXT),
    **_keys("increment_var username", TEXT),
    **_keys("restart_delay exp_backoff_restart_delay instances kill_timeout", NUMBER),
    **_keys("listen_timeout watch_delay port", NUMBER),
    **_keys("disable_logs time source_map_support disable_source_map_support wait_ready", FLAG),
    **_keys("shutdown_with_message execute_command force append_env_to_name trace", FLAG),
    **_keys("disable_trace v8 event_loop_inspector deep_monitoring write", FLAG),
    **_keys("watch_options io", OBJECT),
    **_keys("gid", NUMBER, TEXT),
    "script": Key((TEXT,), ("exec",)),
    "args": Key((LIST, TEXT)),
    "ignore_watch": Key((LIST, TEXT)),
    "post_update": Key((LIST,)),
    "filter_env": Key((FLAG, LIST, TEXT)),
    "watch": Key((FLAG, LIST, TEXT)),
    "exec_interpreter": Key((TEXT,), ("interpreter",)),
    "node_args": Key((LIST, TEXT), ("interpreter_args", "interpreterArgs")),
    "out_file": Key((TEXT,), ("out_log", "output", "out")),
    "error_file": Key((TEXT,), ("err_log", "err_file", "err", "error")),
    "log_file": Key((FLAG, TEXT), ("log",)),
    "pid_file": Key((TEXT,), ("pid",)),
    "env": Key((OBJECT, TEXT)),
    "cron_restart": Key((TEXT, NUMBER), ("cron",)),
    "merge_logs": Key((FLAG,), ("combine_logs",)),
    "stop_exit_codes": Key((LIST, NUMBER)),
    "uid": Key((NUMBER, TEXT), ("user",)),
    "max_restarts": Key((NUMBER,), least=0),
    "min_uptime": Key((NUMBER, TEXT), (), None, r"^\d+(h|m|s)?$", UPTIME, 100, TIMES),
    "max_memory_restart": Key((TEXT, NUMBER), (), None, r"^\d+(G|M|K)?$", MEMORY, None, SIZES),
    "exec_mode": Key((TEXT,), (), None, r"^(cluster|fork)(_mode)?$", MODE),
    "instance_var": Key((TEXT,), default="NODE_APP_INSTANCE"),
    "pmx": Key((FLAG, TEXT), default=True),
    "kill_retry_time": Key((NUMBER,), default=100),
    **dict.fromkeys(
        ("vizion", "autostart", "autorestart", "automation", "treekill", "windowsHide"),
        Key((FLAG,), default=True),
    ),
}


def checked(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the keys of an app as PM2 keeps them, and what is wrong with them."""
    kept: dict[str, Any] = {}
    wrong: list[str] = []
    for name, key in SCHEMA.items():
        value = given.get(name)
        for alias in (*key.aliases, _camel(name)):
            value = value or given.get(alias)
        if value is not None:
            value = _read(name, key, value, wrong)
        if value is None:
            value = key.default
        if value is not None:
            kept[name] = value
    kept.update({name: value for name, value in given.items() if name.startswith("env_")})
    return kept, wrong


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other[:1].upper() + other[1:] for other in others)


def _read(name: str, key: Key, value: Any, wrong: list[str]) -> Any:  # noqa: ANN401
    number = None if isinstance(value, bool) else _number(value)
    if NUMBER in key.types and number is not None:
        value = number
    kind = _kind(value)
    if kind not in key.types:
        wanted = " / ".join(f"[object {each}]" for each in key.types)
        wrong.append(f'Expect "{name}" to be a typeof {wanted}, but now is [object {kind}]')
        return None
    if kind == TEXT and key.pattern and not re.search(key.pattern, value):
        wrong.append(f'Verify "{name}" with regex failed, {key.meaning}')
        return None
    if kind == NUMBER and key.least is not None and value < key.least:
        wrong.append(f'The minimum of "{name}" is {key.least}, but now is {value}')
        return None
    if kind == TEXT and key.types[0] == LIST:
        return [
            _unquoted(word)
            for word in re.findall(r"""[^\s"'=]+="[^"]*"|"[^"]*"|'[^']*'|\S+""", value)
        ]
    if kind == TEXT and value[-1:] in key.units:
        return int(value[:-1]) * key.units[value[-1]]
    return value


def _unquoted(word: str) -> str:
    return word[1:-1] if word[0] in "\"'" and word[-1] == word[0] else word


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return FLAG
    if isinstance(value, str):
        return TEXT
    if isinstance(value, list):
        return LIST
    return OBJECT if isinstance(value, dict) else NUMBER


def _number(value: object) -> float | None:
    """Read what JavaScript takes for a number: a list of one is one, too."""
    if isinstance(value, list) and len(value) == 1:
        return _number(value[0])
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", value):
        number = float(value)
        return int(number) if number.is_integer() else number
    return None
