"""What must hold when several deployers came at once: each is judged by what it could know."""

from __future__ import annotations

from typing import Any

from deploy.replies import Reply
from deploy.report import Report
from deploy.verdict import Verdict
from sim.harm.faults import CHANGING
from sim.oracles import ending, truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.race import sights
from sim.race.playing import COMMANDS, Part, Play
from sim.states.places import CONFIG
from sim.stories.guard import led_back_to
from sim.world import World

REFUSED = 2
BUSY = "another deployment holds"
LAYOUT = CONFIG.layout
ASKING = ("jlist", "--version", "--dry-run", "find", "-v", "version", "validate", "adapt")
"""Words of a program that is asked something and changes nothing."""


def no_traceback(play: Play) -> None:
    """Nobody ends with an error that nobody foresaw."""
    for part in play.parts:
        if part.error is not None:
            name = type(part.error).__name__
            raise Violation("traceback", f"{part.deed.name} ended with {name}: {part.error}")


def refused_touched_nothing(play: Play) -> None:
    """Whoever never had the lock changed nothing, its own place for what is brought apart."""
    for part in play.parts:
        if part.found is not None:
            continue
        for effect in play.world.trace:
            ours = effect.command // COMMANDS == part.number
            if ours and effect.op in CHANGING and not _is_free(part, effect.op, effect.detail):
                what = f"{effect.op} {effect.detail}"
                raise Violation("untouched", f"{part.deed.name} had no lock, yet: {what}")


def _is_free(part: Part, op: str, detail: str) -> bool:
    """Say whether anybody may do this: wait, ask, make the lock's place, bring a wheel."""
    if op == "clock.sleep":
        return True
    if op.startswith("run."):
        return any(word in detail for word in ASKING)
    own = detail == LAYOUT.state or detail.startswith(f"{LAYOUT.incoming}/")
    return part.deed.changes and own


def kept_its_word(play: Play) -> None:
    """What a deployer said at its end was so when it let the lock go.

    What others did after that moment is not held against it, nor what they did before it began.
    """
    for part in play.parts:
        if part.told is None or part.left is None or part.begun is None or part.found is None:
            continue
        verdict = verdict_of(part)
        if verdict is not None:
            ending.judge(_case(play, part, part.found, part.begun, part.left, verdict))


def _case(
    play: Play, part: Part, found: World, begun: World, left: World, verdict: Verdict
) -> Case:
    recovering = part.deed.target is None
    was_open = found.disk.node(LAYOUT.journal) is not None
    asked = begun
    if recovering:
        begun = found
        before = play.race.before
        asked = before() if was_open and before is not None else found
    had = truth.label_of(truth.tree_at(begun, led_back_to(begun)), play.known)
    mine = [each.at for each in play.world.trace if each.command // COMMANDS == part.number]
    return Case(
        world=_without_deliveries(left),
        asked=_without_deliveries(asked),
        begun=_without_deliveries(begun),
        known=play.known,
        target=part.deed.target or "B",
        had=had,
        verdict=verdict,
        recovering=recovering,
        power_failed=play.world.machine.power_failures > 0,
        effects=len(mine),
        seconds=mine[-1] - mine[0] if mine else 0,
        edited=False,
        sound=True,
        closes=was_open and not recovering,
        ended=_reported_at(play, part) or left.machine.now,
        request=part.request,
    )


def _reported_at(play: Play, part: Part) -> float | None:
    """Return when the report was written: others may have waited since, before the lock went."""
    mine = (each for each in play.world.trace if each.command // COMMANDS == part.number)
    reports = f"{LAYOUT.reports}/"
    return max(
        (each.at for each in mine if each.op == "files.write" and each.detail.startswith(reports)),
        default=None,
    )


def _without_deliveries(world: World) -> World:
    """Return a copy of the host without what others brought: it comes and goes without the lock."""
    world = world.copy()
    world.disk.remove(LAYOUT.incoming)
    return world


def verdict_of(part: Part) -> Verdict | None:
    """Return what a deployer told, as a verdict; None for one who only looked."""
    assert part.told is not None
    found = part.told.found
    if isinstance(found, Verdict):
        return found
    if not isinstance(found, Reply) or not part.deed.changes:
        return None
    given: dict[str, Any] = {**(found.report or {}), "log": found.log}
    report = None if found.report is None else Report(**given)
    return Verdict(found.exit_code, found.message, report)


def is_busy(part: Part) -> bool:
    """Say whether a deployer was refused because another held the lock."""
    told = part.told
    return told is not None and told.exit_code == REFUSED and BUSY in told.message


def busy_was_true(play: Play) -> None:
    """Whoever was told that another is at work came while another was."""
    for part in play.parts:
        if is_busy(part) and not any(
            moment.held for moment in play.moments.between(part.first, part.last)
        ):
            raise Violation("busy", f"{part.deed.name} was refused, yet nobody held the lock")


def nothing_is_left(play: Play) -> None:
    """Once all have ended, nobody holds a lock and nothing that was brought lies about."""
    if play.world.machine.locked:
        raise Violation("leak", "a lock is held by nobody")
    if any(part.told is None for part in play.parts):
        return  # what a dead one left goes with the next deployment
    for folder in truth.names(play.world, LAYOUT.incoming):
        raise Violation("leak", f"{LAYOUT.incoming}/{folder} was left")


def looks_were_true(play: Play) -> None:
    """What somebody saw who looked on was so at one moment while they looked."""
    for part in play.parts:
        if part.told is not None:
            sights.judge(part, play.moments, play.known)


ORACLES = (
    no_traceback,
    refused_touched_nothing,
    busy_was_true,
    kept_its_word,
    looks_were_true,
    nothing_is_left,
)
"""Look once all have ended; `serial` compares what came of it, `convergence` goes on."""
