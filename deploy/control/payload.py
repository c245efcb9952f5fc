"""An announcement as Discord takes it: within its limits, without mentions, without secrets.

The limits are those of its reference: "Execute Webhook", and "Embed Limits" of the message
resource. The most that each part may take adds up to less than the most of the whole, so
nothing has to give way to anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from deploy.control.announcement import WORST_FIRST, Announcement
from deploy.control.blotting import blot
from deploy.control.ending import NOTHING, Ending, Serving
from deploy.control.markdown import clean, escaped, fenced, units
from deploy.control.secret import Secret

Value = TypeVar("Value")
Json = dict[str, object]

VERDICTS = {
    0: ("done", 0x2E7D32),
    1: ("went back, the previous release serves", 0xEF6C00),
    2: ("refused, nothing was touched", 0x546E7A),
    3: ("a person must look", 0xC62828),
}
"""What each exit code is called, and its colour."""
PROVEN = frozenset((0, 1, 2))
"""The codes with which what is live serves, or was not touched."""
SHORT = {None: "not known", 0: "done", 1: "went back", 2: "refused", 3: "a person must look"}
LIVE, ASKED, WAY, DEPENDENCIES, REASON = 300, 200, 600, 300, 900
LAST_LINES, NEXT, LOG, TABLE = 800, 800, 500, 900
"""The most units that each part takes."""
CELL_CHARACTERS_MAX = 32
LINK = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")
SHA_SHORT = 12


def payload(announcement: Announcement, secrets: tuple[Secret, ...]) -> Json:
    """Return the JSON of `Execute Webhook`. Secrets go first: one that was cut is not found."""
    told = without(announcement, secrets)
    verdict, color = VERDICTS.get(told.exit_code, VERDICTS[3])
    title = f"{told.operation.value}: {verdict}"
    embed: Json = {
        "title": title,
        "color": color,
        "description": f"**Live now:** {_live(told)}\n**Asked for:** {escaped(told.asked, ASKED)}",
        "fields": [
            {"name": name, "value": value, "inline": False}
            for name, value in _fields(told)
            if value.strip()  # an empty one is refused with the whole message
        ],
    }
    if _link(told.run_url):
        embed["url"] = told.run_url
    embeds = [embed]
    if len(told.hosts) > 1:
        embeds.append({"title": "Hosts", "color": color, "description": _table(told.hosts)})
    return {
        "content": f"{title}. Live now: {_live(told)}",
        "embeds": embeds,
        "allowed_mentions": {"parse": []},
    }


def without(value: Value, secrets: tuple[Secret, ...]) -> Value:
    """Return a value with the secrets blotted out of every text in it, however deep."""
    if isinstance(value, str):
        return blot(value, secrets)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(without(each, secrets) for each in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: without(getattr(value, part.name), secrets) for part in fields(value)}
        return replace(value, **parts)
    return value


def _fields(told: Announcement) -> Iterator[tuple[str, str]]:
    yield "How it got there", escaped("; ".join(told.way), WAY)
    yield "Dependencies", escaped(told.dependencies, DEPENDENCIES)
    if told.reason:
        step = f"{told.failed_step}: " if told.failed_step else ""
        yield "Why", fenced(f"{step}{told.reason}", REASON)
    if told.last_lines:
        yield "The end of the log", fenced("\n".join(told.last_lines), LAST_LINES)
    if told.advice:
        yield "Next", fenced(told.advice, NEXT)
    yield "It took", _lasted(told.duration_s)
    yield "Where the log is", _log(told)


def _live(told: Announcement) -> str:
    if len({end.live for end in told.hosts}) > 1:
        return "not the same on all hosts, see the table"
    proven = (
        "" if told.exit_code in PROVEN or told.live in (None, NOTHING) else ", not proven to serve"
    )
    return escaped(f"{_serving(told.live)}{proven}", LIVE)


def _serving(live: Serving | None) -> str:
    if live is None:
        return "not known"
    if live == NOTHING:
        return "nothing, or nothing that can be read"
    return (
        f"commit {live.commit} (release {live.release})"
        if live.commit
        else (f"release {live.release}, of no known commit")
    )


def _lasted(duration_s: float) -> str:
    minutes, seconds = divmod(round(min(max(0.0, duration_s), 1e6)), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def _link(url: str | None) -> bool:
    return url is not None and units(url) <= LOG // 2 and LINK.fullmatch(url) is not None


def _log(told: Announcement) -> str:
    """Return the run as a link where it is a plain address, and the key of the report."""
    run = told.run_url or ""
    places = [run if _link(run) else escaped(run, LOG // 2)] if run else []
    if told.report_key:
        places.append(f"report: {escaped(told.report_key, LOG // 3)}")
    return "\n".join(places) or "on the terminal of whoever ran it"


def _table(hosts: tuple[Ending, ...]) -> str:
    """Return a line for each host, the worst first, and say how many had no room."""
    rows = [_row(end) for end in hosts]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    shown = len(lines)
    while True:
        rest = [f"and {_counted(hosts[shown:])}"] if shown < len(lines) else []
        text = "\n".join((*lines[:shown], *rest))
        if shown == 0 or units(text) + 8 <= TABLE:
            return fenced(text, TABLE)
        shown -= 1


def _row(end: Ending) -> tuple[str, ...]:
    live = (end.live.commit or end.live.release or "nothing") if end.live else "not known"
    step = end.failed_step or ""
    cells = (end.host, SHORT[end.exit_code], live[:SHA_SHORT], step)
    return tuple(" ".join(clean(cell).split())[:CELL_CHARACTERS_MAX] for cell in cells)


def _counted(hosts: tuple[Ending, ...]) -> str:
    """Return how many hosts ended in which way."""
    codes = [end.exit_code for end in hosts]
    found = ((codes.count(code), SHORT[code]) for code in WORST_FIRST)
    return ", ".join(f"{count} {name}" for count, name in found if count)
