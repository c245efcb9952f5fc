"""The report as text: columns that align in any terminal and any message."""

from collections.abc import Iterable, Sequence

from services.evaluation.intervals import Interval
from services.evaluation.report import ALL, Difference, Group, Report

NAMES = {ALL: "All queries", "ko": "Korean", "en": "English", "mixed": "Korean and English mixed"}
GAP = "  "


def table(of: Report) -> str:
    """Return the report as aligned text: a row for each measure, a column for each system.

    A mean stands before the interval it lies in; a difference is in favour of the system named
    first where it is positive.
    """
    percent = f"{100 * of.bootstrap.confidence:g} %"
    drawn = f"BCa, {of.bootstrap.samples} samples of the queries, seed {of.bootstrap.seed}"
    legend = [
        f"In brackets: the {percent} bootstrap interval ({drawn}).",
        "*  the interval of the difference leaves out 0, and the queries are enough to tell",
        "** and the intervals of the two systems do not overlap either",
    ]
    blocks = [block for group in of.groups for block in _blocks(group, of.rules.depth)]
    return "\n\n".join([*blocks, "\n".join(legend)]) + "\n"


def _blocks(group: Group, depth: int) -> list[str]:
    left_out = f", {group.left_out} more left out: nobody is relevant" if group.left_out else ""
    title = f"{NAMES[group.language]}: {group.queries} queries{left_out}"
    if not group.figures:
        return [title]
    found = ["\n".join([title, *_aligned(_means(group, depth))])]
    if group.differences:
        found.append("\n".join(_aligned(_differences(group))))
    return found


def _means(group: Group, depth: int) -> list[list[str]]:
    header = ["", *(each.system for each in group.figures)]
    rows = [
        [estimates[0].metric, *(_shown(estimate.interval, "") for estimate in estimates)]
        for estimates in zip(*(each.estimates for each in group.figures), strict=True)
    ]
    coverage = [f"coverage@{depth}", *(f"{each.coverage:.3f}" for each in group.figures)]
    return [header, *rows, coverage]


def _differences(group: Group) -> list[list[str]]:
    columns = dict.fromkeys((each.system, each.baseline) for each in group.differences)
    found = {(each.metric, each.system, each.baseline): each for each in group.differences}
    header = ["difference", *(f"{system} - {baseline}" for system, baseline in columns)]
    rows = []
    for metric in dict.fromkeys(each.metric for each in group.differences):
        row = [metric]
        for system, baseline in columns:
            difference = found[metric, system, baseline]
            row.append(_shown(difference.interval, "+") + _mark(difference))
        rows.append(row)
    return [header, *rows]


def _shown(interval: Interval, sign: str) -> str:
    mean, low, high = (f"{each:{sign}.3f}" for each in (interval.mean, interval.low, interval.high))
    return f"{mean} [{low}, {high}]"


def _mark(difference: Difference) -> str:
    if difference.certain:
        return " **" if difference.apart else " *"
    return ""


def _aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
