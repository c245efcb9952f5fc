"""The oracles of the end: what was told is what is, nothing leaks, nobody else was touched."""

from __future__ import annotations

from sim.oracles import (
    accounts,
    advice,
    belongings,
    bounds,
    effects,
    formats,
    honesty,
    manifests,
    memory,
    mistakes,
    next_boot,
    others,
    ownership,
    recorded,
    remains,
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


def judge(case: Case) -> None:
    """Let every oracle look; raise the first `Violation`."""
    for oracle in ORACLES:
        oracle(case)


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
    wanted = live if honesty.chose_another(case, live, live) else case.environment or case.target
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
    pointed = truth.pointed(case.world)
    if report.live is not None and report.live["release"] != pointed:
        raise Violation("report", f"it says {report.live['release']} is live, it is {pointed}")


ORACLES = (
    bounds.bounded,
    honesty.told_is_true,
    honesty.no_change_is_open,
    honesty.what_could_not_be_moved_serves,
    is_one_pair,
    ownership.pm2_owns_what_serves,
    report_is_true,
    traces.refused_touched_nothing,
    restorable.previous_is_restorable,
    restorable.something_stays_restorable,
    traces.nothing_leaks,
    remains.what_was_cut_off_is_gone,
    others.others_are_untouched,
    next_boot.tenants_come_back,
    next_boot.reboot_brings_it_back,
    next_boot.the_copy_of_the_list_stays,
    others.no_secret_is_told,
    effects.each_ends_in_time,
    effects.no_program_is_passed_over,
    effects.the_proxy_was_reloaded,
    effects.the_proxy_answered,
    reporting.dependencies_are_told,
    reporting.a_failure_names_its_step,
    reporting.a_refusal_advises,
    reporting.the_safety_backup_is_named,
    reporting.links_left_behind_are_named,
    reporting.a_failure_is_remembered,
    reporting.what_is_set_aside_stays,
    reporting.the_record_says_how,
    reporting.the_newest_reports_stay,
    belongings.loose_files_are_of_the_release,
    belongings.packages_are_those_recorded,
    belongings.environments_of_backups_stay,
    belongings.what_was_restored_stays,
    belongings.the_lock_was_held_to,
    accounts.report_tells_all,
    wording.message_is_true,
    recorded.record_is_true,
    traces.refused_at_sight,
    traces.lock_is_free,
    retention.backups_go_when_due,
    manifests.manifests_are_true,
    manifests.health_is_remembered,
    manifests.a_backup_has_its_wheel,
    mistakes.none_is_of_our_own,
    formats.records_are_readable,
    effects.a_bad_look_refuses,
    effects.an_orphan_has_time_to_end,
    wording.programs_are_quoted,
    wording.words_are_for_people,
    wording.a_failed_proof_leads_to_the_log,
    wording.a_signal_is_told,
    wording.next_command_fits,
    advice.can_be_followed,
    memory.what_was_left_is_remembered,
)
