"""A chronicle as one small document: words once, columns of numbers, the state as changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sim.harm.faults import Fault, Site
from sim.timeline import answering, meanings
from sim.timeline.line import short
from sim.timeline.model import Change, Chronicle, Kind, Lane, Row
from sim.timeline.state import HOST
from sim.timeline.words import said, shown

KINDS = tuple(Kind)
MILLISECONDS = 1000
ABSENT = -1


@dataclass(slots=True)
class Places:
    """Numbers for the places of a state: each is a name below another, so a tree is at hand."""

    names: list[tuple[int, str]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, place: str) -> int:
        """Return the number of a place; those above it get theirs first."""
        found = self.numbers.get(place)
        if found is None:
            above, _, name = place.rpartition("/")
            parent = self.number(above) if above else ABSENT
            found = self.numbers[place] = len(self.names)
            self.names.append((parent, shown(name)))
        return found


@dataclass(slots=True)
class Words:
    """Numbers for texts, each kept once."""

    texts: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """Return the number of a text."""
        return self.texts.setdefault(text, len(self.texts))


def encode(chronicle: Chronicle) -> dict[str, Any]:
    """Return all that a page needs beside its head."""
    words, places = Words(), Places()
    rows = chronicle.rows
    columns = _columns(chronicle, words)
    columns["changes"] = [_changes(row, chronicle.lanes[row.lane], words, places) for row in rows]
    lanes = [
        _lane(chronicle, lane, number, words, places) for number, lane in enumerate(chronicle.lanes)
    ]
    return {
        "id": chronicle.run.id,
        "began": chronicle.began,
        "length": _ms(chronicle.ended - chronicle.began),
        "lanes": lanes,
        "rows": columns,
        "kinds": [kind.value for kind in KINDS],
        "marks": _marks(chronicle),
        "instead": _instead(chronicle),
        "faults": {str(number): _fault(row) for number, row in enumerate(rows) if row.struck},
        "operations": {op: meanings.operation(op) for op in sorted({row.op for row in rows})},
        "steps": {step: meanings.step(step) for step in sorted({row.step for row in rows})},
        "places": places.names,
        "words": list(words.texts),
    }


def _ms(seconds: float) -> int:
    return round(seconds * MILLISECONDS)


def _columns(chronicle: Chronicle, words: Words) -> dict[str, Any]:
    rows, lanes = chronicle.rows, chronicle.lanes
    moments = [_ms(row.at - chronicle.began) for row in rows]
    details = [
        short(row.detail, lanes[row.lane].base) if row.kind in _ONE_LINE else said(row.detail)
        for row in rows
    ]
    return {
        "at": [now - before for before, now in zip([0, *moments], moments, strict=False)],
        "lane": _runs(row.lane for row in rows),
        "actor": _runs(row.actor for row in rows),
        "kind": _runs(KINDS.index(row.kind) for row in rows),
        "command": _runs(row.command for row in rows),
        "step": _runs(words.number(row.step) for row in rows),
        "op": [words.number(row.op) for row in rows],
        "number": [row.number for row in rows],
        "detail": [words.number(detail) for detail in details],
        "outcome": _runs(words.number(shown(row.outcome)) for row in rows),
    }


_ONE_LINE = (Kind.EFFECT, Kind.OWN)


def _runs(numbers: Iterable[int]) -> list[int]:
    """Write a column in which the same number stands often: number, how often, and so on."""
    found: list[int] = []
    for number in numbers:
        if found and found[-2] == number:
            found[-1] += 1
        else:
            found += [number, 1]
    return found


def _changes(row: Row, lane: Lane, words: Words, places: Places) -> list[int] | int:
    """Write what changed as pairs of place and word; 0 where nothing did."""
    if not row.changes:
        return 0
    return _pairs(row.changes, row.lane, lane, words, places)


def _pairs(
    changes: Iterable[Change], number: int, lane: Lane, words: Words, places: Places
) -> list[int]:
    found = []
    for place, word in changes:
        found.append(places.number(f"{number}/{place}"))
        found.append(ABSENT if word is None else words.number(_word(word, lane)))
    return found


def _word(word: str, lane: Lane) -> str:
    """Keep what separates words, and write out all else that cannot be seen."""
    return "\t".join(short(each, lane.base) for each in word.split("\t"))


def _lane(
    chronicle: Chronicle, lane: Lane, number: int, words: Words, places: Places
) -> dict[str, Any]:
    begin = sorted(lane.begin.items())
    return {
        "name": lane.name,
        "base": lane.base,
        "actors": lane.actors,
        "serves": lane.serves,
        "begin": _pairs(begin, number, lane, words, places),
        "spans": [
            [
                _ms(span.begin - chronicle.began),
                _ms(span.end - chronicle.began),
                span.served.state.value,
                shown(span.served.label),
                answering.words(span.served),
            ]
            for span in lane.spans
        ],
    }


def _marks(chronicle: Chronicle) -> dict[str, list[int]]:
    """Say at which rows there is something to jump to."""
    rows, run = chronicle.rows, chronicle.run
    phase = f"{HOST}/phase"
    return {
        "fault": [number for number, row in enumerate(rows) if row.struck],
        "divergence": [] if chronicle.diverges is None else [chronicle.diverges],
        "phase": [n for n, row in enumerate(rows) if any(at == phase for at, _ in row.changes)],
        "asked": [number for number, row in enumerate(rows) if row.kind is Kind.ASKED],
        "verdict": [number for number, row in enumerate(rows) if row.kind is Kind.TOLD],
        "violation": [len(rows) - 1] if run.violation is not None and rows else [],
    }


def _instead(chronicle: Chronicle) -> str:
    base = chronicle.lanes[0].base if chronicle.lanes else ""
    return short(chronicle.instead, base)


def _fault(row: Row) -> str:
    site = Site(row.command, row.op, row.step, row.number)
    return meanings.fault(Fault(site, row.struck))
