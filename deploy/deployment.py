"""A deployment, whole: READ THIS FIRST. The tuples are the deployment.

A restore differs from an apply in its preparation alone. Going back is a forward list of ordinary
steps, never "undo in reverse": undone in reverse, the service would be started before its files
are back. `close` is what a normal run ends with and what recovers an interrupted one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from deploy import access, journal, planning, report
from deploy.acts import attempt, perform, tried
from deploy.adopting import adopt, finish_adoption, start_in_place
from deploy.errors import Damaged, StepFailed
from deploy.model import Apply, Command, Journal, Outcome, Phase, Restore
from deploy.report import Report
from deploy.steps import (
    back_up,
    back_up_for_safety,
    build_environment,
    check,
    choose_backup,
    discard_prepared,
    fetch,
    flush,
    keep_running,
    point_to_new,
    point_to_previous,
    prune,
    record,
    reload_proxy,
    save_processes,
    stage_backup,
    stage_code,
    stage_environment,
    start,
    stop,
    verify,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.host import Host

    Steps = tuple[Callable[[Host], None], ...]

PREPARE_RELEASE: Steps = (check, fetch, back_up, build_environment, stage_code, flush)
PREPARE_RESTORE: Steps = (
    check,
    choose_backup,
    back_up_for_safety,
    stage_backup,
    stage_environment,
    flush,
)
"""Preparation touches nothing live: it may fail at any place and costs nothing."""

CHANGE: Steps = (stop, adopt, point_to_new, start, reload_proxy, verify)
"""The change. A failure here means RESTORE."""

RESTORE: Steps = (stop, finish_adoption, point_to_previous, start, reload_proxy, verify)
"""The way back (Level 2). Its failure is Level 3: a person must look."""

STOPGAP: Steps = (start_in_place,)
"""Before that person is called: what an adoption could not move may serve where it lies."""

RESUME: Steps = (keep_running,)
"""Before finishing: a reboot may have left the service down since it was proven."""

FINISH: Steps = (record, save_processes, prune)
"""Past the commit point: only ever completed."""

GIVE_UP: Steps = (discard_prepared,)
"""What a preparation that failed or was interrupted ends with."""

PREPARATION = {Command.APPLY: PREPARE_RELEASE, Command.RESTORE: PREPARE_RESTORE}


def deploy(host: Host, request: Apply | Restore) -> Report:
    """Carry out a request from beginning to end, after closing whatever was left open.

    Raises `Refused` where nothing was touched; any other error leaves the journal to `recover`.
    """
    access.vet(host, request)  # refuses before so much as a lock is written
    with access.locked(host):
        access.go_on_after(host, _closed_before(host, request), request)
        left = journal.peek(host.files, host.layout)
        return carry_out(host, planning.over(host.view(), left, request))


def _closed_before(host: Host, request: Apply | Restore) -> Report | None:
    """Close what was left open; with a reason, go on without a journal that no one can read."""
    try:
        return close(host)
    except Damaged:
        if request.force is None:
            raise
        journal.set_aside(host)
        return None


def recover(host: Host) -> Report | None:
    """Close what an interrupted deployment left open; None where nothing was."""
    access.vet(host, None)
    with access.locked(host):
        return close(host)


def carry_out(host: Host, plan: Journal) -> Report:
    """Go through the phases; close what was begun, however far it came."""
    failure = None
    try:
        attempt(host, "journal", lambda: journal.begin(host, plan))
        perform(host, PREPARATION[plan.command])
        attempt(host, "journal", lambda: journal.advance(host, Phase.CHANGING))
        perform(host, CHANGE)
        attempt(host, "journal", lambda: journal.advance(host, Phase.COMMITTED))
    except StepFailed as error:
        failure = error.kept()
        host.log.note(f"{error.step} failed: {error}")
    left = journal.peek(host.files, host.layout)
    if left is not None and left.deployment == plan.deployment:
        return _closed(host, left, failure)
    return report.conclude(host, plan, Outcome.REFUSED, failure)  # it was never written down


def close(host: Host) -> Report | None:
    """Bring the deployment under way to its end; None where none is."""
    plan = journal.peek(host.files, host.layout)
    return None if plan is None else _closed(host, plan, None)


def _closed(host: Host, plan: Journal, failure: StepFailed | None) -> Report:
    """Bring a deployment to its end, from whatever phase it is in."""
    if host.config.service is not plan.service:  # whoever recovers need not know how it was begun
        host = replace(host, config=replace(host.config, service=plan.service))
    match plan.phase:
        case Phase.PREPARING:
            given_up = _give_up(host, plan, failure)
            over = failure is None and journal.peek(host.files, host.layout) not in (None, plan)
            return close(host) or given_up if over else given_up  # what it was begun over
        case Phase.CHANGING:
            return _go_back(host, plan, failure)
        case Phase.COMMITTED:
            return _finish(host, plan, Outcome.SUCCEEDED, None)
        case Phase.RETURNED:
            return _finish(host, plan, _returned(plan), failure)


def _give_up(host: Host, plan: Journal, failure: StepFailed | None) -> Report:
    """Take away what was prepared: nothing live was touched."""
    try:
        perform(host, GIVE_UP)
    except StepFailed as error:
        host.log.note(f"what was prepared is still there, the next command removes it: {error}")
    return report.conclude(host, plan, Outcome.REFUSED, failure)


def _go_back(host: Host, plan: Journal, failure: StepFailed | None) -> Report:
    """Restore the previous release, trying again after a passing fault (Level 2, else Level 3)."""
    if failure is not None:
        noted = replace(plan, failed_step=failure.step, reason=failure.reason)
        try:
            attempt(host, "journal", lambda: journal.write(host, noted))
        except StepFailed as error:
            host.log.note(f"the reason could not be written down: {error}")
    last = tried(host, RESTORE, host.config.go_back_attempts_max)
    if last is not None:
        if last.step == finish_adoption.__name__:
            tried(host, STOPGAP, 1)
        return report.conclude(host, plan, Outcome.NEEDS_PERSON, last)
    try:
        attempt(host, "journal", lambda: journal.advance(host, Phase.RETURNED))
    except StepFailed as error:
        host.log.note(f"it went back, but the journal cannot say so, `recover` can: {error}")
        return report.conclude(host, plan, _returned(plan), failure)
    return _finish(host, plan, _returned(plan), failure)


def _returned(plan: Journal) -> Outcome:
    return Outcome.ROLLED_BACK if plan.previous is not None else Outcome.CLEARED


def _finish(host: Host, plan: Journal, outcome: Outcome, failure: StepFailed | None) -> Report:
    """Complete what stands past the commit point; what cannot be is left to the next command."""
    last = tried(host, RESUME, host.config.go_back_attempts_max)
    if last is not None:
        return report.conclude(host, plan, Outcome.NEEDS_PERSON, last)
    last = tried(host, FINISH, host.config.finish_attempts_max)
    remains = last if last is not None and last.remains else None
    ending = report.conclude(host, plan, outcome, failure, remains)
    if last is None or remains is not None:  # the next deployment tries to remove it again
        try:
            attempt(host, "journal", lambda: journal.close(host))
        except StepFailed as error:
            host.log.note(f"the journal could not be closed, `recover` does: {error}")
    return ending
