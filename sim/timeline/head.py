"""The head of a timeline: what was asked, failed, served and told, and why, in sentences."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from sim.oracles.ending import ORACLES
from sim.timeline import meanings
from sim.timeline.answering import ends_of, meanwhile, served
from sim.timeline.failing import departs, failed, in_short
from sim.timeline.line import Line, opening
from sim.timeline.model import Chronicle, Kind, Telling
from sim.timeline.moments import moment
from sim.timeline.words import ENDINGS, shown

COMMANDS_MAX = 6
"""Of more commands than these, the last tell most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """All sentences at the top of a timeline."""

    id: str
    name: str
    title: str
    lede: str
    """Why it ended so and what that cost, in a breath."""
    good: bool
    """No oracle objected, and every planned fault fired."""
    verdict: str
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    """What is said, under a word for each question."""
    replay: str
    """The command that tells the run again, to copy."""


def of(chronicle: Chronicle) -> Head:
    """Say what happened in a run."""
    run = chronicle.run
    sections = {
        "Asked": _asked(chronicle),
        "Failed": failed(chronicle),
        "Served": served(chronicle),
        "Departs": departs(chronicle),
        "Ended": _ended(chronicle),
        "Judged": _judged(chronicle),
    }
    found = ((name, tuple(lines)) for name, lines in sections.items())
    return Head(
        id=run.id,
        name=run.scenario,
        title=_title(chronicle),
        lede=_lede(chronicle),
        good=run.violation is None and not run.void,
        verdict=_verdict(chronicle),
        sections=tuple((name, lines) for name, lines in found if lines),
        replay=f"python -m sim replay {shlex.quote(run.id)}",
    )


def _title(chronicle: Chronicle) -> str:
    """Say what was asked first, and how it ended: after a crash, how the recovery did."""
    if not chronicle.tellings:
        said = (_ending(None if word == "crash" else int(word)) for word in chronicle.run.verdicts)
        return opening("; then ".join(said)) or "Nothing was asked"
    first = chronicle.tellings[0]
    same = [each for each in chronicle.tellings if each.lane == first.lane]
    if len(same) > COMMANDS_MAX:
        last = same[-1]
        return f"{len(same)} commands; the last: {last.asked} — {_ending(last.exit_code)}"
    told = next((n for n, each in enumerate(same) if each.exit_code is not None), len(same))
    endings = (_ending(each.exit_code) for each in same[: told + 1])
    return f"{opening(first.asked)} — {'; then '.join(endings)}"


def _lede(chronicle: Chronicle) -> str:
    """Say why it did not end as asked, if so, and what was served until it was over."""
    judged = chronicle.run.violation
    objected = (
        f"{opening(judged.reason).rstrip('.')}: so objects `{judged.oracle}`. " if judged else ""
    )
    told = [each for each in chronicle.tellings if each.lane == chronicle.tellings[0].lane]
    last = next((each for each in told if each.exit_code is not None), None)
    # In a long life much fails, and much of that is long past.
    reasons = (
        each
        for each in chronicle.tellings
        if each.reason and each.exit_code and len(told) <= COMMANDS_MAX
    )
    why = next((opening(_why(each).removeprefix(", because ")) + ". " for each in reasons), "")
    until = chronicle.ended if last is None else last.ended
    return f"{shown(objected)}{in_short(chronicle)}{why}{meanwhile(chronicle, until)}"


def _ending(code: int | None) -> str:
    if code is None:
        return "the deployer was killed"
    return f"{ENDINGS.get(code, 'ended')} (exit {code})"


def _verdict(chronicle: Chronicle) -> str:
    run = chronicle.run
    if run.violation is not None:
        return f"Violation: {run.violation.oracle}"
    return "Void: a planned fault never fired" if run.void else "No oracle objected"


def _asked(chronicle: Chronicle) -> Iterator[Line]:
    if chronicle.story:
        yield Line(text=f"{opening(chronicle.story).rstrip('.')}.")
    if chronicle.tellings:
        first = chronicle.tellings[0]
        yield Line(text=f"The first command: {first.asked}.", row=first.asked_row)
    if chronicle.releases:
        named = sorted(chronicle.releases.items())
        yield Line(text="; ".join(f"{name} is commit {sha[:12]}" for name, sha in named) + ".")


def _ended(chronicle: Chronicle) -> Iterator[Line]:
    for telling in ends_of(chronicle.tellings, 1, COMMANDS_MAX):
        if isinstance(telling, int):
            yield Line(text=f"Then {telling} commands more, which the list of effects shows.")
            continue
        who = _who(chronicle, telling)
        begin, end = (moment(at - chronicle.began) for at in (telling.began, telling.ended))
        again = "once all was mended, " if _mended_before(chronicle, telling) else ""
        yield Line(
            text=f"{who}{begin} to {end} s: {again}{telling.asked} — {_ending(telling.exit_code)}"
            f"{_why(telling)}.",
            row=telling.told_row,
            quote=telling.message if telling.exit_code is not None else "",
            aside=bool(again) or len(chronicle.tellings) > COMMANDS_MAX,
        )
    if chronicle.ends is not None and chronicle.run.plan:
        yield Line(text=f"Without any fault the story ends with exit {chronicle.ends}.")


def _who(chronicle: Chronicle, telling: Telling) -> str:
    lane = chronicle.lanes[telling.lane]
    host = f"{lane.name}, " if len(chronicle.lanes) > 1 else ""
    return f"{host}{lane.actors[telling.actor]}, " if len(lane.actors) > 1 else host


def _mended_before(chronicle: Chronicle, telling: Telling) -> bool:
    rows = chronicle.rows[: telling.asked_row]
    return any(row.kind is Kind.MENDED and row.lane == telling.lane for row in rows)


def _why(telling: Telling) -> str:
    if telling.reason is None or telling.exit_code == 0:
        return ""
    step = f"step `{telling.failed_step}` failed: " if telling.failed_step else ""
    return f", because {step}{telling.reason.rstrip('.')}"


def _judged(chronicle: Chronicle) -> Iterator[Line]:
    run, rows = chronicle.run, chronicle.rows
    violation = run.violation
    if violation is not None:
        meaning = meanings.oracle(violation.oracle)
        watches = f", which watches that {meaning}," if meaning else ""
        text = f"The oracle `{violation.oracle}`{watches} objected: {shown(violation.reason)}."
        yield Line(text=text, row=len(rows) - 1 if rows else None)
        yield Line(text="The run ends there: what would have come after is not known.")
        return
    if run.void:
        yield Line(text="A planned fault never fired, so the run proves nothing.")
    effects = sum(row.kind is Kind.EFFECT for row in rows)
    after = len(ORACLES) if len(chronicle.lanes) == 1 else "others"
    text = (
        f"No oracle objected: one looked at each of {effects} effects, {after} after each command."
    )
    yield Line(text=text)
