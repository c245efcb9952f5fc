"""Ways to break a healthy host, and the statements that each of them must make false."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from sim.people.operator import Operator
from sim.people.person import SimOperator
from sim.sandbox.operator import SandboxOperator
from sim.shell.forms import UnknownCommand
from sim.states import front, hosts, pm2_configs, start
from sim.states.canaries import SECRETS
from sim.states.places import APP, BACKUPS, CONFIG, PM2_HOME
from tests.acceptance import test_host
from tests.acceptance.seen import Seen

LAYOUT = CONFIG.layout
Break = Callable[[Operator], object]


def link(o: Operator, path: str, target: str) -> None:
    """Make a link, which the words of an operator have no need for otherwise."""
    if isinstance(o, SimOperator):
        o.world.disk.link(path, target)
        return
    assert isinstance(o, SandboxOperator)
    assert o.host.run("ln", "-sfn", target, path).code == 0


def releases(o: Operator) -> list[str]:
    return sorted(o.names(LAYOUT.releases))


def pointer_was_moved_and_nothing_restarted(o: Operator) -> None:
    link(o, LAYOUT.current, f"releases/{releases(o)[0]}")


def run_directory_is_a_copy(o: Operator) -> None:
    """As the predecessor had it: the release is elsewhere, and may go on without it."""
    files = {path: o.read(f"{LAYOUT.live}/{path}") for path in ("api/main.py", "release.json")}
    o.remove(LAYOUT.live)
    for path, content in files.items():
        o.put(f"{LAYOUT.live}/{path}", content)


def a_file_of_the_release_is_gone(o: Operator) -> None:
    o.remove(f"{o.resolve(LAYOUT.live)}/prompts/match.txt")


def a_file_too_many_lies_in_the_run_directory(o: Operator) -> None:
    o.put(f"{o.resolve(LAYOUT.live)}/api/hotfix.py", b"# by hand\n")


def a_loose_file_was_edited(o: Operator) -> None:
    o.put(f"{o.resolve(APP + '/current')}/requirements.txt", b"# by hand\n")


def journal_is_open(o: Operator) -> None:
    o.put(LAYOUT.journal, b"{}")


def record_has_a_flipped_bit(o: Operator) -> None:
    o.put(LAYOUT.record, o.read(LAYOUT.record).replace(b"0", b"1"))


def half_a_backup_is_left(o: Operator) -> None:
    o.put(f"{BACKUPS}/.partial_20260101000000/code/x", b"x")


def a_removal_was_interrupted(o: Operator) -> None:
    o.put(f"{LAYOUT.releases}/.discarded_old/ai_app/x", b"x")


def a_write_was_interrupted(o: Operator) -> None:
    o.put(f"{LAYOUT.state}/.journal.json.writing", b"x")


def a_backup_lost_its_wheel(o: Operator) -> None:
    (place,) = (name for name in o.names(BACKUPS) if name.startswith("wheel_"))
    o.remove(f"{BACKUPS}/{place}")


def a_backup_was_edited(o: Operator) -> None:
    (place,) = (name for name in o.names(BACKUPS) if name.startswith("code_"))
    o.put(f"{BACKUPS}/{place}/ai_app/api/main.py", b"# by hand\n")


def safety_backup_is_left(o: Operator) -> None:
    o.put(f"{BACKUPS}/safety_before_rollback_20260101000000/ai_app/x", b"x")


def a_package_was_removed(o: Operator) -> None:
    (version,) = o.names(f"{APP}/venv/lib")
    site = f"{APP}/venv/lib/{version}/site-packages"
    for name in o.names(site):
        if name.startswith("fastapi-"):
            o.remove(f"{site}/{name}")


def installed_copy_is_of_another_release(o: Operator) -> None:
    (version,) = o.names(f"{APP}/venv/lib")
    o.put(f"{APP}/venv/lib/{version}/site-packages/ai_app/api/main.py", b"# another\n")


def secret_is_in_the_log(o: Operator) -> None:
    o.put(LAYOUT.error_log, f"could not connect to {SECRETS[1]}\n".encode())


def secret_is_in_a_report(o: Operator) -> None:
    name = o.names(LAYOUT.reports)[0]
    o.put(f"{LAYOUT.reports}/{name}.bak", f'"{SECRETS[0]}"'.encode())


def log_is_gone(o: Operator) -> None:
    o.remove(LAYOUT.error_log)


def tenant_was_deleted(o: Operator) -> None:
    start.run_pm2(o, "delete", "backend")


def pm2_saved_nothing(o: Operator) -> None:
    o.put(f"{PM2_HOME}/dump.pm2", b"[]")


def secrets_are_gone(o: Operator) -> None:
    o.remove(f"{APP}/.env")


SILENT = (
    "the_health_check_is_answered_well",
    "the_service_is_the_release_that_is_live",
    "the_service_tells_when_it_was_built_and_started",
    "the_service_answers_what_its_release_file_says",
    "an_unknown_path_is_no_success",
)
"""What is false where nothing of the service answers on its port."""
UNPROXIED = ("the_proxy_passes_the_health_check_on", "the_proxy_passes_the_same_release_on")
CLOSED = (*SILENT, *UNPROXIED, "the_port_of_the_service_is_listened_on")
UNLISTED = (
    "pm2_has_the_service_once_and_online",
    "the_service_was_not_restarted_again_and_again",
    "pm2_runs_the_run_directory_and_the_environment_by_their_links",
    "pm2_imports_from_the_run_directory",
)
"""What is false where PM2 has not one entry of the service."""
ALONE = (
    "one_process_of_the_service_runs",
    "it_is_the_process_that_pm2_knows",
    "it_is_a_child_of_pm2_s_daemon",
    "it_runs_in_the_live_release",
)
"""What is false where not one process of the service runs."""

STATES: dict[Break, tuple[str, ...]] = {
    hosts.service_is_stopped: (*CLOSED, *ALONE, "pm2_has_the_service_once_and_online"),
    hosts.pm2_is_empty: (*CLOSED, *ALONE, *UNLISTED, "nobody_but_the_known_is_in_pm2_s_table"),
    hosts.daemon_is_dead: (
        *UNLISTED,
        "one_daemon_of_pm2_runs",
        "it_is_the_process_that_pm2_knows",
        "it_is_a_child_of_pm2_s_daemon",
        "the_other_tenants_are_online",
        "the_other_tenants_listen",
        "the_other_tenants_run_none_of_our_files",
        "nobody_but_the_known_is_in_pm2_s_table",
    ),
    hosts.stranger_holds_the_port: (
        *ALONE,
        *UNLISTED,
        *(name for name in SILENT if name != "the_health_check_is_answered_well"),
        "nobody_but_the_known_is_in_pm2_s_table",
    ),
    pm2_configs.runs_the_installed_copy: (
        "pm2_runs_the_run_directory_and_the_environment_by_their_links",
        "pm2_imports_from_the_run_directory",
        "it_runs_in_the_live_release",
    ),
    pm2_configs.entry_is_pinned: (
        "pm2_runs_the_run_directory_and_the_environment_by_their_links",
        "pm2_imports_from_the_run_directory",
    ),
    front.proxy_is_down: (*UNPROXIED, "the_proxy_runs", "the_public_port_is_listened_on"),
    front.proxy_is_stale: UNPROXIED,
    pointer_was_moved_and_nothing_restarted: (
        "the_record_names_the_live_release",
        "the_last_report_tells_what_is_live",
        "it_runs_in_the_live_release",
        "it_runs_with_the_interpreter_of_the_live_release",
        "the_service_is_the_release_that_is_live",
        "the_service_answers_what_its_release_file_says",
    ),
    tenant_was_deleted: (
        "the_other_tenants_are_online",
        "the_other_tenants_listen",
        "nobody_but_the_known_is_in_pm2_s_table",
    ),
}
"""What was done to a host, and all that is false of it since."""

SPOTS: dict[Break, tuple[str, ...]] = {
    a_file_too_many_lies_in_the_run_directory: ("the_run_directory_is_the_release_to_the_byte",),
    a_loose_file_was_edited: ("a_file_beside_the_code_is_the_releases",),
    journal_is_open: ("no_deployment_is_under_way_or_was_left_open",),
    record_has_a_flipped_bit: ("the_record_names_the_live_release",),
    half_a_backup_is_left: ("nothing_half_made_is_left_among_the_backups",),
    a_removal_was_interrupted: ("nothing_half_made_is_left",),
    a_write_was_interrupted: ("nothing_half_made_is_left",),
    a_backup_was_edited: ("a_backup_is_what_its_manifest_says",),
    a_backup_lost_its_wheel: ("a_backup_has_the_wheel_of_its_code",),
    safety_backup_is_left: ("no_safety_backup_is_left",),
    a_package_was_removed: ("the_packages_on_record_are_installed",),
    installed_copy_is_of_another_release: ("the_installed_copy_is_the_same_code",),
    secret_is_in_the_log: ("no_secret_stands_in_a_log",),
    secret_is_in_a_report: ("no_secret_stands_in_a_record_or_a_report",),
    pm2_configs.is_lost: ("pm2_s_configuration_is_there_and_nobody_else_may_write_it",),
    pm2_saved_nothing: (
        "a_reboot_brings_back_the_service_and_the_other_tenants",
        "a_reboot_brings_back_the_service_by_its_links",
    ),
}
"""The same of files alone: none of these hides another."""

GONE: dict[Break, tuple[str, ...]] = {
    run_directory_is_a_copy: (
        "a_link_leads_through_the_pointer",
        "the_code_lies_in_the_release",
    ),
    a_file_of_the_release_is_gone: ("the_run_directory_is_the_release_to_the_byte",),
    log_is_gone: ("the_service_writes_its_errors_where_people_look",),
    secrets_are_gone: ("the_secrets_are_there_and_nobody_else_may_write_them",),
    hosts.app_is_foreign: ("a_directory_belongs_to_the_user",),
}
"""The same, tried on simulated hosts alone."""


Statement = tuple[str, Callable[[Seen], object]]


def statements() -> Iterator[Statement]:
    """Give each statement, and of one with parameters each case."""
    for name, act in vars(test_host).items():
        if name.startswith("test_"):
            for given in _cases(list(getattr(act, "pytestmark", ()))):
                yield name.removeprefix("test_"), partial(act, **given)


def _cases(marks: list[Any]) -> Iterator[dict[str, Any]]:
    """Give the keyword arguments of each case of parametrised marks."""
    if not marks:
        yield {}
        return
    names, values = marks[0].args
    listed = [names] if isinstance(names, str) else list(names)
    for value in values:
        own = dict(zip(listed, [value] if isinstance(names, str) else value, strict=True))
        for more in _cases(marks[1:]):
            yield {**own, **more}


def false_of(seen: Seen) -> set[str]:
    """Give the statements that are not true of a host."""
    found = set()
    for name, state in statements():
        try:
            state(seen)
        except pytest.skip.Exception:
            continue
        except UnknownCommand:
            raise
        except Exception:  # noqa: BLE001 - a statement may fail in any way
            found.add(name)
    return found
