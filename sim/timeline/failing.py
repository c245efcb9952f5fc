"""What failed, and where the run first left the clean one, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from sim.harm.faults import Fault, Site
from sim.timeline import meanings
from sim.timeline.line import Line, opening, plain
from sim.timeline.model import Chronicle, Row
from sim.timeline.moments import moment
from sim.timeline.words import shown

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def failed(chronicle: Chronicle) -> Iterator[Line]:
    """Say of each fault where it struck, what that means, and how often."""
    told: set[int] = set()
    for fault in chronicle.run.plan:
        rows = [number for number, row in enumerate(chronicle.rows) if _is_of(row, fault)]
        told.update(rows)
        yield _fault(chronicle, fault, rows)
    if not chronicle.run.plan:
        yield Line(text="No fault was planned: this is the clean run of the story.")
    for number, row in enumerate(chronicle.rows):
        if row.struck and number not in told:
            site = Site(row.command, row.op, row.step, row.number)
            line = _fault(chronicle, Fault(site, row.struck), [number])
            yield Line(text=f"The story itself has this. {line.text}", row=number)


def in_short(chronicle: Chronicle) -> str:
    """Say in one sentence what failed, of all faults the first; empty where none was planned."""
    plan = chronicle.run.plan
    if not plan:
        return ""
    first = plan[0]
    more = "" if len(plan) == 1 else f"; and {len(plan) - 1} more"
    what = f"{meanings.operation(first.site.op)} in step `{shown(first.site.step)}`"
    return f"{opening(what)}: {meanings.fault(first)}{more}. "


def _is_of(row: Row, fault: Fault) -> bool:
    if row.struck != fault.kind or row.op != fault.site.op:
        return False
    return fault.forever or row.site in map(str, fault.sites)


def _fault(chronicle: Chronicle, fault: Fault, rows: list[int]) -> Line:
    site = fault.site
    where = f"in step `{shown(site.step)}` of the {_ordinal(site.command)} command"
    what = f"{meanings.operation(site.op)} {where}: {meanings.fault(fault)} (`{fault.kind}`)"
    if not rows:
        return Line(text=f"{opening(what)}. It never struck.")
    row = chronicle.rows[rows[0]]
    often = "once" if len(rows) == 1 else f"{len(rows)} times"
    often += ", for ever until it is mended" if fault.forever else ""
    at = moment(row.at - chronicle.began)
    detail = f" It was `{plain(row.detail, chronicle)}`." if row.detail else ""
    return Line(text=f"At {at} s, {what}, {often}.{detail}", row=rows[0])


def _ordinal(command: int) -> str:
    return ORDINALS[command] if command < len(ORDINALS) else f"{command + 1}th"


def departs(chronicle: Chronicle) -> Iterator[Line]:
    """Say where the run first did what the clean run did not."""
    number = chronicle.diverges
    if number is None:
        if chronicle.run.plan:
            yield Line(text="Apart from what failed, it did what the clean run does.")
        return
    row = chronicle.rows[number]
    at = moment(row.at - chronicle.began)
    did = f"`{row.op}` in step `{row.step}`, `{plain(row.detail, chronicle)}`"
    yield Line(text=f"At {at} s it first does what the clean run does not: {did}.", row=number)
    yield Line(text=f"The clean run has there: `{plain(chronicle.instead, chronicle)}`.")
