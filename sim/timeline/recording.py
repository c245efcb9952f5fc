"""From an id to its chronicle: the run is told once more before somebody who looks on."""

from __future__ import annotations

from dataclasses import replace
from heapq import merge
from itertools import zip_longest

from deploy.errors import Refused
from sim.harm.faults import Plan, parse_plan
from sim.oracles.violation import Violation
from sim.stories import repertoire
from sim.stories.run import Run
from sim.timeline.model import Chronicle, Kind, Row, Telling
from sim.timeline.recorder import Recorder
from sim.timeline.stage import PERSON
from sim.timeline.words import said


def chronicle(run_id: str) -> Chronicle:
    """Tell the run that an id names, and the clean run beside it; raise `Refused` for no id."""
    name, _, plan = run_id.partition(":")
    return chronicle_of(name, parse_plan(plan))


def chronicle_of(name: str, plan: Plan) -> Chronicle:
    """Tell one run before somebody who looks on, and find where it leaves the clean one."""
    repertoire.vet(name)
    ends, story = _listed(name)
    found = written(*_told(name, plan), story, ends)
    if not plan:
        return found
    clean, _ = _told(name, ())
    diverges, instead = _divergence(found.rows, _rows(clean))
    return replace(found, diverges=diverges, instead=instead)


def written(recorder: Recorder, run: Run, story: str, ends: int | None) -> Chronicle:
    """Put together what somebody who looked on has seen and heard."""
    rows = _rows(recorder)
    ended = max((stage.world.machine.now for stage in recorder.stages), default=0.0)
    for stage in recorder.stages:
        if stage.lane.serves:
            stage.lane.spans = stage.watching.spans(ended)
    return Chronicle(
        run=run,
        story=story,
        ends=ends,
        began=recorder.began,
        ended=ended,
        lanes=tuple(stage.lane for stage in recorder.stages),
        rows=rows,
        tellings=_tellings(rows),
        releases=recorder.labels.commits,
    )


def _told(name: str, plan: Plan) -> tuple[Recorder, Run]:
    """Tell a run before somebody who looks on; where nobody can, what it did is all there is."""
    recorder, genre = Recorder(), repertoire.genre_of(name)
    if genre.watched is None:
        run = genre.tell(name, plan)
        recorder.reads(run.trace)
        return recorder, run
    try:
        return recorder, genre.watched(name, plan, recorder.attend)
    except Violation as violation:  # the start of the story itself is broken
        return recorder, Run(scenario=name, plan=plan, violation=violation)
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - as the story itself says it
        unreadable = Violation("unreadable", f"{type(error).__name__}: {error}")
        return recorder, Run(scenario=name, plan=plan, violation=unreadable)


def _listed(name: str) -> tuple[int | None, str]:
    """Return how one ends and what it tells; of one with parameters, what stands before them."""
    listed: dict[str, tuple[int | None, str]] = {
        each: (ends, story) for each, ends, story in repertoire.genre_of(name).listed()
    }
    return listed.get(name) or listed.get(name.partition("~")[0], (None, ""))


def _rows(recorder: Recorder) -> tuple[Row, ...]:
    """Put the rows of all lanes in one order, that of time."""
    return tuple(merge(*(stage.rows for stage in recorder.stages), key=lambda row: row.at))


def _tellings(rows: tuple[Row, ...]) -> tuple[Telling, ...]:
    """Find what was asked, and what was told of it in the same lane."""
    found: list[Telling] = []
    for number, row in enumerate(rows):
        if row.kind is Kind.ASKED:
            found.append(_ended(rows, number))
    return tuple(found)


def _ended(rows: tuple[Row, ...], asked: int) -> Telling:
    begin = rows[asked]
    told = next(
        (
            number
            for number in range(asked + 1, len(rows))
            if _same(rows[number], begin) and rows[number].kind is Kind.TOLD
        ),
        None,
    )
    end = rows[-1] if told is None else rows[told]
    thing = None if told is None else end.thing
    report = getattr(thing, "report", None)
    return Telling(
        lane=begin.lane,
        actor=begin.actor,
        command=begin.command,
        asked=begin.detail,
        asked_row=asked,
        began=begin.at,
        ended=end.at,
        told_row=told,
        exit_code=getattr(thing, "exit_code", None),
        message=end.detail if told is not None else "",
        failed_step=_of(report, "failed_step"),
        reason=_of(report, "reason"),
        outcome=_of(report, "outcome") or "",
    )


def _same(one: Row, other: Row) -> bool:
    return (one.lane, one.actor) == (other.lane, other.actor)


def _of(report: object, name: str) -> str | None:
    """Return what a report says, be it a value or a document."""
    found = report.get(name) if isinstance(report, dict) else getattr(report, name, None)
    return None if found is None else said(str(found))


def _divergence(rows: tuple[Row, ...], clean: tuple[Row, ...]) -> tuple[int | None, str]:
    """Find the first effect that the clean run did not do in its place, and what it did there."""
    who = sorted({(row.lane, row.actor) for row in rows})
    found = (_departure(rows, clean, lane, actor) for lane, actor in who)
    firsts = [each for each in found if each is not None]
    return min(firsts, default=(None, ""), key=lambda found: found[0])


def _departure(
    rows: tuple[Row, ...], clean: tuple[Row, ...], lane: int, actor: int
) -> tuple[int, str] | None:
    ours = [(n, row) for n, row in enumerate(rows) if _counts(row, lane, actor)]
    theirs = [row for row in clean if _counts(row, lane, actor)]
    for mine, other in zip_longest(ours, theirs):
        if mine is None:
            return None  # ours ended earlier: whatever ended it is marked already
        number, row = mine
        if other is None:
            return number, "nothing more"
        differs = (row.site, row.detail) != (other.site, other.detail)
        if differs or (row.outcome != other.outcome and not row.struck):
            return number, f"{other.site} {other.detail} [{other.outcome}]"
    return None


def _counts(row: Row, lane: int, actor: int) -> bool:
    return (row.lane, row.actor, row.kind) == (lane, actor, Kind.EFFECT) and row.step != PERSON
