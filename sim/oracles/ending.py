"""The oracles of the end: what was told is what is, nothing leaks, nobody else was touched."""

from __future__ import annotations

from deploy.model import Restore
from sim.harm.kinds import MISREAD
from sim.oracles import (
    accounts,
    advice,
    belongings,
    bounds,
    effects,
    formats,
    manifests,
    memory,
    mistakes,
    others,
    ownership,
    recorded,
    reporting,
    restorable,
    retention,
    traces,
    truth,
    wording,
)
from sim.oracles.case import Case
from sim.oracles.truth import LIVE
from sim.oracles.violation import Violation
from sim.states.places import APP
from sim.storage.nodes import Link

PERSON = 3
SETTLE_S = 70.0


def judge(case: Case) -> None:
    """Let every oracle look; raise the first `Violation`."""
    for oracle in ORACLES:
        oracle(case)


def _chose_another(case: Case, serves: str | None, live: str | None) -> bool:
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
    done = (serves, live) == (case.target, case.target) or _chose_another(case, serves, live)
    if code == 0 and not case.recovering and not done:
        raise Violation("verdict", f"exit 0, but {serves} serves and {live} is live")
    if code == 1 and not _led_back(case, serves, live):
        raise Violation("verdict", f"exit 1, but {serves} serves and {live} is live")
    is_ours = not (case.recovering or case.power_failed or case.closes)
    if code == 2 and is_ours and case.service and serves != case.before:  # noqa: PLR2004
        raise Violation("verdict", f"exit 2, but {serves} serves and before it was {case.before}")
    if code == 2 and _was_completed(case) and serves not in (None, live):  # noqa: PLR2004
        raise Violation("verdict", f"what it closed first was proven, but {serves} serves")
    cleared = report is not None and report.outcome == "cleared"
    if cleared and code == PERSON and (serves or live):
        raise Violation("verdict", f"cleared, but {serves} serves and {live} is live")
    if code == 0 and case.recovering and case.sound and not case.edited:
        back = live == case.had and serves in (case.before, case.had)
        if not back and (serves, live) != (case.target, case.target):
            raise Violation("verdict", f"recovered, but {serves} serves and {live} is live")
    if code in (0, 1) and truth.phase(world) is None:
        recorded.names_what_is_live(case, live)


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


def is_one_pair(case: Case) -> None:
    """What is live after a success is one release: its environment was installed for this code."""
    if case.verdict.exit_code != 0 or case.recovering:
        return
    world, venv = case.world, f"{APP}/venv"
    if case.code_only:
        if not case.closes and world.disk.node(venv) != case.asked.disk.node(
            venv
        ):  # adopted, it lies elsewhere
            raise Violation("pair", "the code alone was asked for, the environment is another")
        return
    (version,) = truth.names(world, f"{venv}/lib") or ("python",)
    site = f"{venv}/lib/{version}/site-packages/ai_app"
    label = truth.label_of(truth.tree_at(world, site), case.known)
    live = truth.label_of(truth.tree_at(world, LIVE), case.known)
    wanted = live if _chose_another(case, live, live) else case.environment or case.target
    if label != wanted:
        raise Violation("pair", f"{live} is live, its environment is of {label}")


def report_is_true(case: Case) -> None:
    """The report says the exit code and names what is live."""
    report = case.verdict.report
    if report is None:
        return
    kept = truth.document(case.world, f"{APP}/.deploy/reports/{report.deployment}.json")
    if kept is not None and kept["exit_code"] != report.exit_code:
        raise Violation("report", f"it says {kept['exit_code']}, told was {report.exit_code}")
    own = not case.recovering and report.deployment != truth.opened(case.begun)  # closed first
    if own and report.exit_code != case.verdict.exit_code:
        raise Violation("report", f"it says {report.exit_code}, exit {case.verdict.exit_code}")
    node = case.world.disk.node(f"{APP}/current", follow=False)
    pointed = node.target.partition("/")[2] if type(node) is Link else None
    if report.live is not None and report.live["release"] != pointed:
        raise Violation("report", f"it says {report.live['release']} is live, it is {pointed}")


def no_change_is_open(case: Case) -> None:
    """Exit 0 says that no change is under way: what is open may wait, but not that."""
    if case.verdict.exit_code == 0 and truth.phase(case.world) == "changing":
        raise Violation("verdict", "exit 0, and a change is open still")


ORACLES = (
    bounds.bounded,
    told_is_true,
    no_change_is_open,
    is_one_pair,
    ownership.pm2_owns_what_serves,
    report_is_true,
    traces.refused_touched_nothing,
    restorable.previous_is_restorable,
    restorable.something_stays_restorable,
    traces.nothing_leaks,
    others.others_are_untouched,
    others.reboot_brings_it_back,
    others.the_copy_of_the_list_stays,
    others.no_secret_is_told,
    effects.each_ends_in_time,
    effects.no_program_is_passed_over,
    effects.the_proxy_was_reloaded,
    effects.the_proxy_answered,
    reporting.dependencies_are_told,
    reporting.a_failure_names_its_step,
    reporting.a_failure_is_remembered,
    reporting.what_is_set_aside_stays,
    reporting.the_record_says_how,
    reporting.the_newest_reports_stay,
    belongings.loose_files_are_of_the_release,
    belongings.packages_are_those_recorded,
    belongings.environments_of_backups_stay,
    belongings.what_was_restored_stays,
    accounts.report_tells_all,
    wording.message_is_true,
    recorded.record_is_true,
    traces.refused_at_sight,
    traces.lock_is_free,
    retention.backups_go_when_due,
    manifests.manifests_are_true,
    manifests.health_is_remembered,
    mistakes.none_is_of_our_own,
    formats.records_are_readable,
    effects.a_bad_look_refuses,
    effects.an_orphan_has_time_to_end,
    wording.programs_are_quoted,
    wording.a_signal_is_told,
    wording.next_command_fits,
    advice.can_be_followed,
    memory.what_was_left_is_remembered,
)
