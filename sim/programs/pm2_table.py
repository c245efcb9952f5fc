"""The tables that PM2 draws."""

from __future__ import annotations

from collections.abc import Sequence

from sim.programs.pm2_terminal import ESCAPE


def drawn(head: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]]) -> str:
    """Draw a table with a head."""
    widths = [width for _, width in head]
    lines = [_rule(widths, "\u250c\u252c\u2510"), _line([name for name, _ in head], widths)]
    if rows:
        lines.append(_rule(widths, "\u251c\u253c\u2524"))
    lines += [_line(row, widths) for row in rows]
    return "\n".join([*lines, _rule(widths, "\u2514\u2534\u2518")])


def pairs(rows: Sequence[tuple[str, str]]) -> str:
    """Draw a table of names and values; nothing at all where there are none."""
    if not rows:
        return ""
    widths = [max(len(ESCAPE.sub("", row[side])) for row in rows) + 2 for side in (0, 1)]
    lines = [_rule(widths, "\u250c\u252c\u2510"), *(_line(row, widths) for row in rows)]
    return "\n".join([*lines, _rule(widths, "\u2514\u2534\u2518")])


def _rule(widths: Sequence[int], corners: str) -> str:
    return corners[0] + corners[1].join("\u2500" * width for width in widths) + corners[2]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        f" {cell}{' ' * (width - 1 - len(ESCAPE.sub('', cell)))}"
        for cell, width in zip(cells, widths, strict=False)
    )
    return "\u2502" + "\u2502".join(padded) + "\u2502"
