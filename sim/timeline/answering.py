"""What was served, from when to when, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from sim.timeline.line import Line, opening
from sim.timeline.model import Chronicle, Lane, Served, Span, State
from sim.timeline.moments import length, moment
from sim.timeline.words import shown

SPANS_MAX = 12
"""So many spans are told one by one; who wants more has the chart."""


def served(chronicle: Chronicle) -> Iterator[Line]:
    """Say of each host what it served, and for how long it gave no good answer."""
    lanes = [lane for lane in chronicle.lanes if lane.serves]
    for lane in lanes:
        named = f"{lane.name}: " if len(lanes) > 1 else ""
        for span in lane.spans[:SPANS_MAX]:
            yield Line(text=f"{named}{_span(chronicle, span)}", served=span.served)
        left = len(lane.spans) - SPANS_MAX
        if left > 0:
            yield Line(text=f"{named}and {left} changes more, which the chart shows.")
        yield Line(text=opening(f"{named}{_downtime(chronicle, lane)}"))


def _span(chronicle: Chronicle, span: Span) -> str:
    begin, end = span.begin - chronicle.began, span.end - chronicle.began
    return f"{moment(begin)} to {moment(end)} s ({length(end - begin)}): {words(span.served)}."


def words(what: Served) -> str:
    """Say what a client gets."""
    label = shown(what.label)
    return {
        State.SERVES: f"{label} serves",
        State.WARMING: f"{label} answers 503: it is warming up",
        State.ILL: f"{label} answers, but not well: {shown(what.note)}",
        State.STRANGER: f"another program answers: {label}",
        State.NOTHING: "nothing answers",
    }[what.state]


def _downtime(chronicle: Chronicle, lane: Lane) -> str:
    whole = length(chronicle.ended - chronicle.began)
    down = sum(s.end - s.begin for s in lane.spans if s.served.state is not State.SERVES)
    return f"no good answer for {length(down)} of {whole}." if down else f"no downtime in {whole}."
