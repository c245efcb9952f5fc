"""The oracle of the outcome: exit code, record, pointer and what is really served say the same."""

from __future__ import annotations

from deploy.model import Restore
from sim.effect import Effect
from sim.harm.events import EVENTS
from sim.harm.kinds import KINDS, MISREAD
from sim.oracles import recorded, truth
from sim.oracles.case import Case
from sim.oracles.truth import LIVE
from sim.oracles.violation import Violation
from sim.states.places import APP

PERSON = 3
SETTLE_S = 70.0
MOVES = ("files.exchange", "files.link")
"""What an adoption does."""
REFUSALS = frozenset(kind for op in MOVES for kind in KINDS[op])


def chose_another(case: Case, serves: str | None, live: str | None) -> bool:
    """Say whether the newest backup that can be read was asked for, and not all could be.

    One bad read is no reason: what does not verify is read again. A read that is refused is none
    either: whoever cannot look at the newest backup is to take no older one for it.
    """
    free = isinstance(case.request, Restore) and case.request.backup_id is None
    trace = case.world.trace[-case.effects :] if free else ()
    misread = sum(effect.op == "files.read" and effect.outcome in MISREAD for effect in trace)
    return misread > 1 and serves == live is not None and live != "?"


def told_is_true(case: Case) -> None:
    """Exit code, record, pointer and what is really served say the same."""
    world, code = case.world, case.verdict.exit_code
    world.pass_time(SETTLE_S)
    serves = truth.served(world, case.known)
    live = truth.label_of(truth.tree_at(world, LIVE), case.known)
    if not case.service:  # what would be served is what is live, and nothing may be started
        serves = live if serves is None else f"{serves}, unasked,"
    report = case.verdict.report
    done = (serves, live) == (case.target, case.target) or chose_another(case, serves, live)
    if code == 0 and not case.recovering and not done:
        raise Violation("verdict", f"exit 0, but {serves} serves and {live} is live")
    if code == 1 and not _led_back(case, serves, live):
        raise Violation("verdict", f"exit 1, but {serves} serves and {live} is live")
    restless = truth.comes_and_goes(case.asked)
    is_ours = not (case.recovering or case.power_failed or case.closes or restless)
    if code == 2 and is_ours and case.service and serves != case.before:  # noqa: PLR2004
        raise Violation("verdict", f"exit 2, but {serves} serves and before it was {case.before}")
    if code == 2 and _was_completed(case) and serves not in (None, live):  # noqa: PLR2004
        raise Violation("verdict", f"what it closed first was proven, but {serves} serves")
    cleared = report is not None and report.outcome == "cleared"
    if cleared and code == PERSON and (serves or live):
        raise Violation("verdict", f"cleared, but {serves} serves and {live} is live")
    if code == 0 and case.recovering and case.sound and not case.edited:
        back = live == case.had and (restless or serves in (case.before, case.had))
        back = back or _lost_what_it_ran_in(case, live)
        if not back and (serves, live) != (case.target, case.target):
            raise Violation("verdict", f"recovered, but {serves} serves and {live} is live")
    if code in (0, 1) and truth.phase(world) is None:
        recorded.names_what_is_live(case, live)


def what_could_not_be_moved_serves(case: Case) -> None:
    """Where a way back ends at a move that fails, what lies there serves if it is whole."""
    report = case.verdict.report
    if report is None or report.exit_code != PERSON or report.failed_step != "finish_adoption":
        return
    serves = truth.served(case.world, case.known)
    if serves == "?" and not _is_edited_in_place(case):
        raise Violation("stopgap", "what lies there is not what was backed up, and serves")
    others = [e for e in case.done if not _is_of_a_move(e)]
    whole = truth.label_of(truth.tree_at(case.world, LIVE), case.known) == case.had is not None
    if others or not whole or not case.service or case.world.disk.node(f"{APP}/venv") is None:
        return
    if serves != case.had and not truth.comes_and_goes(case.start):
        raise Violation("stopgap", f"{case.had} lies there whole, and {serves} serves")


def _is_edited_in_place(case: Case) -> bool:
    """Say whether somebody changed the host between the proof of what lies there and its start."""
    return any(e.step == "start_in_place" and e.outcome in EVENTS for e in case.done)


def _is_of_a_move(effect: Effect) -> bool:
    """Say whether an effect went well or is a move that the disk refused, and nothing else."""
    word = effect.outcome.partition(" ")[0]
    return word == "ok" or (word in REFUSALS and effect.op in MOVES)


def _lost_what_it_ran_in(case: Case, live: str | None) -> bool:
    """Say whether the power failed in a preparation, and people had taken away what live runs in.

    Until then it served from memory. Nothing live was touched, and nothing live can be started.
    """
    report, environment = case.verdict.report, f"{APP}/venv/lib"
    given_up = report is not None and report.outcome == "refused"
    gone = all(world.disk.node(environment) is None for world in (case.asked, case.world))
    return given_up and gone and case.power_failed and live == case.had


def _was_completed(case: Case) -> bool:
    """Say whether what was open is past its commit point, was closed, and nobody came between."""
    if case.power_failed or case.edited or case.meddled or not case.service:
        return False
    return truth.phase(case.begun) == "committed" and truth.phase(case.world) is None


def _led_back(case: Case, serves: str | None, live: str | None) -> bool:
    """Say whether what was live before is so again, edits made since then lost or not served."""
    if case.edited:  # files changed under it since: what serves has not noticed yet
        return serves == case.had and (live == case.had or _differs_by_edits(case))
    if not (case.meddled or case.closes) or case.had is None:
        return (serves, live) == (case.had, case.had)
    before = (case.had, truth.origin(case.had))
    return live in before and serves in (*before, case.before)


def _differs_by_edits(case: Case) -> bool:
    """Say whether what lies live is what lay there before, but for what somebody else changed."""
    tree, whole = truth.tree_at(case.world, LIVE) or {}, case.known.get(case.had or "", {"": b""})
    return {path for path in {*tree, *whole} if tree.get(path) != whole.get(path)} <= case.edits


def no_change_is_open(case: Case) -> None:
    """Exit 0 says that no change is under way: what is open may wait, but not that."""
    if case.verdict.exit_code == 0 and truth.phase(case.world) == "changing":
        raise Violation("verdict", "exit 0, and a change is open still")
