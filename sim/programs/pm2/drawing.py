"""The tables that PM2 draws."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from sim.programs.pm2.terminal import ESCAPE


@functools.lru_cache(maxsize=512)
def drawn(head: tuple[tuple[str, int], ...], rows: tuple[tuple[str, ...], ...]) -> str:
    """Draw a table with a head."""
    names, widths = zip(*head, strict=True)
    lines = [_rule(widths, "\u250c\u252c\u2510"), _line(names, widths)]
    if rows:
        lines.append(_rule(widths, "\u251c\u253c\u2524"))
    lines += [_line(row, widths) for row in rows]
    return "\n".join([*lines, _rule(widths, "\u2514\u2534\u2518")])


HEAD = (
    *("namespace:13", "version:9", "mode:9", "pid:10", "uptime:8", "\u21ba:6", "status:11"),
    *("cpu:10", "mem:10", "user:10", "watching:10"),
)


def pairs(rows: Sequence[tuple[str, str]]) -> str:
    """Draw a table of names and values; nothing at all where there are none."""
    if not rows:
        return ""
    widths = tuple(max(len(ESCAPE.sub("", row[side])) for row in rows) + 2 for side in (0, 1))
    lines = [_rule(widths, "\u250c\u252c\u2510"), *(_line(row, widths) for row in rows)]
    return "\n".join([*lines, _rule(widths, "\u2514\u2534\u2518")])


@functools.lru_cache(maxsize=64)
def _rule(widths: tuple[int, ...], corners: str) -> str:
    return corners[0] + corners[1].join("\u2500" * width for width in widths) + corners[2]


@functools.lru_cache(maxsize=512)
def _line(cells: tuple[str, ...], widths: tuple[int, ...]) -> str:
    """Draw a line once: a table is drawn after every command, and nearly nothing in it changed."""
    padded = (
        f" {cell}{' ' * (width - 1 - len(ESCAPE.sub('', cell)))}"
        for cell, width in zip(cells, widths, strict=False)
    )
    return "\u2502" + "\u2502".join(padded) + "\u2502"


@functools.cache
def head(width: int) -> tuple[tuple[str, int], ...]:
    """Return the names and widths of the columns; only that of the names changes."""
    others = (text.partition(":") for text in HEAD)
    return (("id", 4), ("name", width), *((name, int(wide)) for name, _, wide in others))
