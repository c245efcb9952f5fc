"""A timeline as text: the head in sentences, then every row under its step."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.timeline import answering, head, meanings
from sim.timeline.line import Line, short
from sim.timeline.model import Chronicle, Kind, Row
from sim.timeline.moments import moment
from sim.timeline.state import HOST

WIDTH = 100
MARKS = {"fault": "⚡", "departs": "≠", "served": "●", "told": "⚑", "asked": "▶", "": " "}
STYLES = {
    "fault": "bold red",
    "departs": "bold yellow",
    "told": "bold",
    "asked": "bold",
    "served": "",
}
TOLD = (Kind.ASKED, Kind.TOLD, Kind.MENDED)


def write(chronicle: Chronicle, console: Console) -> None:
    """Print a timeline; nothing is coloured that does not go to a terminal."""
    said = head.of(chronicle)
    style = "bold green" if said.good else "bold red"
    console.print(Text(said.title, style="bold"))
    console.print(Text(f"{said.verdict}. {said.id}", style=style), soft_wrap=True)
    console.print()
    console.print(_sections(said))
    console.print()
    _rows(chronicle, console)
    console.print()
    console.print(Text(f"{said.verdict}: {said.title}", style=style))


def _sections(said: head.Head) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, lines in (*said.sections, ("Replay", (Line(text=said.replay),))):
        for number, line in enumerate(lines):
            table.add_row("" if number else name, Text(line.text.replace("`", "")))
            for each in line.quote.rstrip().splitlines():
                table.add_row("", Padding(Text(f"| {each}", style="dim"), (0, 0, 0, 2)))
    return table


def _rows(chronicle: Chronicle, console: Console) -> None:
    """Print each row, under a headline wherever another step begins."""
    under, several = (-1, ""), len(chronicle.lanes) > 1
    changes = _changes(chronicle)
    for number, row in enumerate(chronicle.rows):
        place = (row.lane, row.step)
        if row.kind not in TOLD and place != under:
            under = place
            lane = f"{chronicle.lanes[row.lane].name}: " if several else ""
            headline = f"── {lane}{row.step}  {meanings.step(row.step)}"
            console.print(Text(headline, style="cyan", no_wrap=True, overflow="ellipsis"))
        mark = _mark(chronicle, number)
        console.print(_row(chronicle, row, mark), soft_wrap=True, highlight=False)
        for change in changes.get(number, ()):
            console.print(Text(f"{'':11}● {change}", style="magenta"))


def _row(chronicle: Chronicle, row: Row, mark: str) -> Text:
    at, base = moment(row.at - chronicle.began), chronicle.lanes[row.lane].base
    text = Text(f"{at:>10} {MARKS[mark]} ")
    if row.kind in TOLD:
        first, *rest = f"{row.kind.value}: {row.detail}".splitlines()
        ending = f" [{row.outcome}]" if row.kind is Kind.TOLD else ""
        text.append("\n".join([f"{first}{ending}", *(f"{'':13}{each}" for each in rest)]), "bold")
        return text
    outcome = "" if row.outcome == "ok" else f" [{row.outcome}]"
    label = row.op if row.kind is Kind.OWN else f"{row.op}#{row.number}"
    room = WIDTH - 13 - 26 - len(outcome)
    text.append(
        f"{label:25} {middle(short(row.detail, base), room)}{outcome}", STYLES.get(mark, "")
    )
    return text


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
