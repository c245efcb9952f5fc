"""A timeline as text: the head in sentences, then every row under its step."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.timeline import answering, head, meanings
from sim.timeline.line import Line, short
from sim.timeline.model import Chronicle, Kind, Row
from sim.timeline.moments import moment
from sim.timeline.state import HOST
from sim.timeline.words import said, shown

WIDTH = 100
INDENT, LABEL = 13, 25
"""The room for the moment and the mark, and for the operation."""
MARKS = {"fault": "⚡", "departs": "≠", "served": "●", "told": "⚑", "asked": "▶", "": " "}
STYLES = {
    "fault": "bold red",
    "departs": "bold yellow",
    "told": "bold",
    "asked": "bold",
    "served": "",
}
TOLD = (Kind.ASKED, Kind.TOLD, Kind.DEED, Kind.MENDED)


def write(chronicle: Chronicle, console: Console) -> None:
    """Print a timeline; nothing is coloured that does not go to a terminal."""
    top = head.of(chronicle)
    style = "bold green" if top.good else "bold red"
    console.print(Text(shown(top.title), style="bold"))
    ending = Text(f"{shown(top.verdict)}. {shown(top.id)}", style=style)
    console.print(ending, soft_wrap=True)
    console.print()
    console.print(_sections(top))
    console.print()
    _rows(chronicle, console)
    console.print()
    console.print(ending, soft_wrap=True)


def _sections(top: head.Head) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, lines in (*top.sections, ("Replay", (Line(text=top.replay),))):
        for number, line in enumerate(lines):
            table.add_row("" if number else name, Text(shown(line.text.replace("`", ""))))
            for each in said(line.quote.rstrip()).splitlines():
                table.add_row("", Padding(Text(f"| {each}", style="dim"), (0, 0, 0, 2)))
    return table


def _rows(chronicle: Chronicle, console: Console) -> None:
    """Print each row, under a headline wherever another step begins."""
    under = (-1, 0, "")
    changes = _changes(chronicle)
    for number, row in enumerate(chronicle.rows):
        place = (row.lane, row.actor, row.step)
        if row.kind not in TOLD and place != under:
            under = place
            headline = f"── {whose(chronicle, row)}{shown(row.step)}  {meanings.step(row.step)}"
            console.print(Text(headline, style="cyan", no_wrap=True, overflow="ellipsis"))
        mark = _mark(chronicle, number)
        console.print(_row(chronicle, row, mark), soft_wrap=True, highlight=False)
        for change in changes.get(number, ()):
            console.print(Text(f"{'':11}● {change}", style="magenta"))


def _row(chronicle: Chronicle, row: Row, mark: str) -> Text:
    at, base = moment(row.at - chronicle.began), chronicle.lanes[row.lane].base
    text = Text(f"{at:>10} {MARKS[mark]} ")
    if row.kind in TOLD:
        ending = f", {row.outcome}" if row.kind is Kind.TOLD else ""
        lines = shown_lines(f"{row.kind.value}{ending}: {row.detail}")
        return text.append(f"\n{'':{INDENT}}".join(lines), "bold")
    outcome = "" if row.outcome == "ok" else f" [{shown(row.outcome)}]"
    label = row.op if row.kind is Kind.OWN else f"{row.op}#{row.number}"
    room = WIDTH - INDENT - LABEL - 1 - len(outcome)
    text.append(
        f"{label:{LABEL}} {middle(short(row.detail, base), room)}{outcome}", STYLES.get(mark, "")
    )
    return text


def whose(chronicle: Chronicle, row: Row) -> str:
    """Say whose row it is, where there are several."""
    lane = chronicle.lanes[row.lane]
    host = f"{lane.name}: " if len(chronicle.lanes) > 1 else ""
    return f"{host}{lane.actors[row.actor]}: " if len(lane.actors) > 1 else host


def shown_lines(told: str) -> list[str]:
    """Split what was told where it was split, and where it is too long."""
    return [part for line in told.split("\n") for part in wrap(shown(line), WIDTH - INDENT)]


def middle(text: str, room: int) -> str:
    """Return a text with its middle left out where it is too long: its end tells most."""
    if len(text) <= room:
        return text
    begin = max(room // 3, 1)
    return f"{text[:begin]}…{text[len(text) - (room - begin - 1) :]}"


def _mark(chronicle: Chronicle, number: int) -> str:
    row = chronicle.rows[number]
    if row.struck:
        return "fault"
    if number == chronicle.diverges:
        return "departs"
    return row.kind.value if row.kind in (Kind.ASKED, Kind.TOLD) else ""


def _changes(chronicle: Chronicle) -> dict[int, list[str]]:
    """Say after which row another phase begins, or something else is served."""
    found: dict[int, list[str]] = {}
    for number, row in enumerate(chronicle.rows):
        for place, word in row.changes:
            if place == f"{HOST}/phase":
                found.setdefault(number, []).append(f"phase: {word or 'closed'}")
    for number, text in _turns(chronicle):
        found.setdefault(number, []).append(text)
    return found


def _turns(chronicle: Chronicle) -> Iterator[tuple[int, str]]:
    """Give each change of what is served, with the last row before it ends."""
    several = sum(lane.serves for lane in chronicle.lanes) > 1
    for index, lane in enumerate(chronicle.lanes):
        rows = [n for n, row in enumerate(chronicle.rows) if row.lane == index]
        for span in lane.spans[1:]:
            at = [n for n in rows if chronicle.rows[n].at <= span.begin]
            named = f"{lane.name}: " if several else ""
            when = moment(span.begin - chronicle.began)
            if rows:
                last = _first_at(chronicle, at, span.begin) if at else rows[0]
                yield last, f"{named}{when} s: {answering.words(span.served)}"


def _first_at(chronicle: Chronicle, rows: list[int], at: float) -> int:
    """Return the first row of that very moment that a process made, else the last one before."""
    own = [n for n in rows if chronicle.rows[n].at == at and chronicle.rows[n].kind is Kind.OWN]
    return own[0] if own else rows[-1]
