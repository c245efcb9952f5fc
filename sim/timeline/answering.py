"""What was served, from when to when, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sim.timeline.line import Line, opening
from sim.timeline.model import Chronicle, Lane, Served, Span, State
from sim.timeline.moments import length, moment
from sim.timeline.words import shown

Thing = TypeVar("Thing")
FIRST, LAST = 3, 9
"""So many spans are told one by one, at the beginning and at the end; all are in the chart."""


def served(chronicle: Chronicle) -> Iterator[Line]:
    """Say of each host what it served, and for how long it gave no good answer."""
    lanes = [lane for lane in chronicle.lanes if lane.serves]
    for lane in lanes:
        if len(lanes) > 1:
            yield Line(text=f"On {lane.name}:")
        for span in ends_of(lane.spans, FIRST, LAST):
            if isinstance(span, int):
                yield Line(text=f"Then {span} changes more, which the chart shows.")
            else:
                yield Line(text=_span(chronicle, span), served=span.served)
        yield Line(text=opening(_downtime(chronicle, lane)))


def ends_of(things: Sequence[Thing], first: int, last: int) -> Iterator[Thing | int]:
    """Give the first things and the last, and between them how many are left out."""
    left = len(things) - first - last
    if left <= 1:
        yield from things
        return
    yield from things[:first]
    yield left
    yield from things[-last:]


def _span(chronicle: Chronicle, span: Span) -> str:
    begin, end = span.begin - chronicle.began, span.end - chronicle.began
    return f"{moment(begin)} to {moment(end)} s ({length(end - begin)}): {words(span.served)}."


def words(what: Served) -> str:
    """Say what a client gets."""
    label = shown(what.label)
    return {
        State.SERVES: f"{label} serves",
        State.WARMING: f"{label} answers 503: it is warming up",
        State.ILL: f"{label} answers {shown(what.note)}",
        State.STRANGER: f"another program answers: {label}",
        State.NOTHING: "nothing answers",
    }[what.state]


def meanwhile(chronicle: Chronicle, until: float) -> str:
    """Say in one sentence what the first host served up to a moment."""
    lane = next((lane for lane in chronicle.lanes if lane.serves), None)
    spans = () if lane is None else tuple(span for span in lane.spans if span.begin < until)
    if not spans:
        return ""
    down = sum(
        min(span.end, until) - span.begin for span in spans if span.served.state is not State.SERVES
    )
    if not down:
        return f"{opening(words(spans[-1].served))} all the while."
    last = f"in the end {words(spans[-1].served)}"
    return f"There was no good answer for {length(down)} on the way; {last}."


def _downtime(chronicle: Chronicle, lane: Lane) -> str:
    whole = length(chronicle.ended - chronicle.began)
    down = sum(s.end - s.begin for s in lane.spans if s.served.state is not State.SERVES)
    return f"no good answer for {length(down)} of {whole}." if down else f"no downtime in {whole}."
