"""What is true of a healthy host, after any deployment: simulated, sandboxed or real.

`pytest tests/acceptance --hosts=ssh://ubuntu@HOST` states it of a real one, and changes nothing.
"""

import json
import re

import pytest

from deploy import records
from deploy.layout import LINKED, LOOSE
from deploy.model import Backup
from deploy.unfinished import UNFINISHED
from tests.acceptance.seen import OWNER, Seen

testinfra_hosts = [
    "sim://one_release",
    "sim://two_releases",
    "sim://three_releases",
    "sim://adopted",
    "sandbox://two_releases",
]

DIRECTORIES = (
    *("app/ai", "app/ai/releases", "app/ai/environments", "app/ai/.deploy"),
    *("app/ai/.deploy/reports", "infra/pm2", "logs/ai"),
)
OTHERS_MAY_WRITE = 0o002


# ------------------------------------------------------------------ directories and accounts


def test_the_user_has_a_home_and_a_shell(seen: Seen) -> None:
    user = seen.host.user(OWNER)
    assert user.exists
    assert seen.file(user.home).is_directory
    assert user.shell.endswith("sh")
    assert seen.host.group(user.group).exists


@pytest.mark.parametrize("name", DIRECTORIES)
def test_a_directory_is_there(seen: Seen, name: str) -> None:
    assert seen.file(f"{seen.config.base}/{name}").is_directory


@pytest.mark.parametrize("name", DIRECTORIES)
def test_a_directory_belongs_to_the_user(seen: Seen, name: str) -> None:
    directory = seen.file(f"{seen.config.base}/{name}")
    assert (directory.user, directory.group) == (OWNER, OWNER)


@pytest.mark.parametrize("name", DIRECTORIES)
def test_nobody_else_may_write_to_a_directory(seen: Seen, name: str) -> None:
    assert not seen.file(f"{seen.config.base}/{name}").mode & OTHERS_MAY_WRITE


def test_the_secrets_are_there_and_nobody_else_may_write_them(seen: Seen) -> None:
    environment = seen.file(f"{seen.layout.app}/.env")
    assert environment.is_file
    assert environment.user == OWNER
    assert environment.size > 0
    assert not environment.mode & OTHERS_MAY_WRITE


# ------------------------------------------------------------------ the pointer


def test_the_pointer_names_one_of_the_releases(seen: Seen) -> None:
    assert seen.file(seen.layout.current).is_symlink
    assert seen.file(seen.release).is_directory
    assert seen.release.rpartition("/")[0] == seen.real(seen.layout.releases)


@pytest.mark.parametrize("name", LINKED)
def test_a_link_leads_through_the_pointer(seen: Seen, name: str) -> None:
    path = f"{seen.layout.app}/{name}"
    assert seen.file(path).is_symlink
    assert seen.real(path) == seen.real(f"{seen.release}/{name}")


def test_the_code_lies_in_the_release(seen: Seen) -> None:
    assert seen.real(seen.layout.live) == f"{seen.release}/ai_app"


def test_the_environment_lies_beside_the_releases(seen: Seen) -> None:
    assert seen.environment.startswith(f"{seen.real(seen.layout.environments)}/")
    assert seen.file(f"{seen.environment}/pyvenv.cfg").is_file


# ------------------------------------------------------------------ the release


def test_the_manifest_names_its_own_release(seen: Seen) -> None:
    assert seen.manifest.name == seen.release.rpartition("/")[2]


def test_the_record_names_the_live_release(seen: Seen) -> None:
    assert seen.record.release == seen.manifest.name
    assert seen.record.sha == seen.manifest.sha
    assert seen.record.version == seen.manifest.version
    assert seen.record.wheel_sha256 == seen.manifest.wheel_sha256


def test_the_run_directory_is_the_release_to_the_byte(seen: Seen) -> None:
    assert seen.digests(f"{seen.release}/ai_app") == seen.manifest.files


def test_the_run_directory_begins_at_the_entry_module(seen: Seen) -> None:
    assert seen.file(f"{seen.layout.live}/api/main.py").is_file


@pytest.mark.parametrize("name", LOOSE)
def test_a_file_beside_the_code_is_the_releases(seen: Seen, name: str) -> None:
    if name not in seen.manifest.loose:
        pytest.skip("this release has none")
    assert seen.file(f"{seen.layout.app}/{name}").sha256sum == seen.manifest.loose[name]


def test_the_wheel_is_the_one_on_record(seen: Seen) -> None:
    if seen.manifest.wheel is None:
        pytest.skip("nobody kept the wheel of an adopted release")
    wheel = seen.file(f"{seen.release}/{seen.manifest.wheel}")
    assert wheel.sha256sum == seen.manifest.wheel_sha256


def test_the_installed_copy_is_the_same_code(seen: Seen) -> None:
    if seen.manifest.source != "wheel" or seen.manifest.code_only:
        pytest.skip("its code did not come with this environment")
    assert seen.digests(f"{seen.site_packages}/ai_app") == seen.manifest.files


def test_the_packages_on_record_are_installed(seen: Seen) -> None:
    names = seen.found(seen.site_packages, name="*.dist-info", kind="d")
    lying = {plain(path.rpartition("/")[2].removesuffix(".dist-info")) for path in names}
    assert {plain(pin.replace("==", "-")) for pin in seen.manifest.packages} <= lying


def plain(name: str) -> str:
    """Spell the name of a distribution in the one way that all agree on."""
    return re.sub(r"[-_.]+", "-", name).lower()


# ------------------------------------------------------------------ the deployer's own records


def test_no_deployment_is_under_way_or_was_left_open(seen: Seen) -> None:
    assert not seen.file(seen.layout.journal).exists


@pytest.mark.parametrize("name", [".discarded_*", ".partial_*", f".*{UNFINISHED}"])
@pytest.mark.parametrize("kind", ["d", "f"])
def test_nothing_half_made_is_left(seen: Seen, name: str, kind: str) -> None:
    assert seen.found(seen.layout.app, f"{seen.config.base}/infra", name=name, kind=kind) == []


def test_nothing_half_made_is_left_among_the_backups(seen: Seen) -> None:
    if seen.file(seen.layout.backups).exists:
        assert seen.found(seen.layout.backups, name=".*", kind="d") == []


def test_the_last_report_tells_what_is_live(seen: Seen) -> None:
    reports = seen.found(seen.layout.reports, name="*.json")
    told = json.loads(seen.content(reports[-1]))
    assert told["live"]["release"] == seen.manifest.name
    assert told["live"]["sha"] == seen.manifest.sha
    assert told["exit_code"] in (0, 1)


def test_no_more_reports_are_kept_than_allowed(seen: Seen) -> None:
    reports = seen.found(seen.layout.reports, name="*.json")
    assert 0 < len(reports) <= seen.config.keep_reports_max


# ------------------------------------------------------------------ backups


def stamps(seen: Seen, half: str) -> list[str]:
    """Give the ids of which a half lies there; the predecessor's have no manifest."""
    if not seen.file(seen.layout.backups).exists:
        return []
    found = seen.found(seen.layout.backups, name="manifest.json")
    places = [path.split("/")[-2] for path in found]
    return [place.removeprefix(f"{half}_") for place in places if place.startswith(f"{half}_")]


def backup(seen: Seen, place: str) -> Backup:
    """Read the manifest of a half; an error where it was damaged."""
    path = f"{seen.layout.backups}/{place}/manifest.json"
    return records.decode(Backup, seen.content(path), path)


def test_a_backup_is_what_its_manifest_says(seen: Seen) -> None:
    for stamp in stamps(seen, "code"):
        kept = backup(seen, f"code_{stamp}")
        assert kept.id == stamp
        code = f"{seen.layout.backups}/code_{stamp}"
        assert seen.digests(f"{code}/ai_app") == kept.release.files
        for name, digest in kept.release.loose.items():
            assert seen.file(f"{code}/{name}").sha256sum == digest


def test_a_backup_has_the_wheel_of_its_code(seen: Seen) -> None:
    for stamp in stamps(seen, "code"):
        release = backup(seen, f"code_{stamp}").release
        if release.wheel is not None:
            assert backup(seen, f"wheel_{stamp}").release == release
            wheel = seen.file(f"{seen.layout.backups}/wheel_{stamp}/{release.wheel}")
            assert wheel.sha256sum == release.wheel_sha256


def test_no_wheel_is_kept_without_its_code(seen: Seen) -> None:
    assert set(stamps(seen, "wheel")) <= set(stamps(seen, "code"))


def test_no_more_backups_are_kept_than_allowed(seen: Seen) -> None:
    assert len(stamps(seen, "code")) <= seen.config.keep_pairs_max


def test_no_safety_backup_is_left(seen: Seen) -> None:
    if seen.file(seen.layout.backups).exists:
        assert seen.found(seen.layout.backups, name="safety_before_*", kind="d") == []


# ------------------------------------------------------------------ PM2


def test_one_daemon_of_pm2_runs(seen: Seen) -> None:
    assert len(seen.daemon) == 1


def test_pm2_has_the_service_once_and_online(seen: Seen) -> None:
    found = [each for each in seen.table if each["name"] == seen.config.app_name]
    assert [each["pm2_env"]["status"] for each in found] == ["online"]
    assert found[0]["pid"] > 0


def test_the_service_was_not_restarted_again_and_again(seen: Seen) -> None:
    assert seen.entry["pm2_env"]["restart_time"] <= seen.config.restarts_max
    assert seen.entry["pm2_env"]["unstable_restarts"] == 0


def test_pm2_runs_the_run_directory_and_the_environment_by_their_links(seen: Seen) -> None:
    told = seen.entry["pm2_env"]
    assert told["pm_cwd"] == seen.layout.live
    assert told["pm_exec_path"] == f"{seen.layout.app}/venv/bin/uvicorn"
    assert told["exec_mode"] == "fork_mode"


def test_pm2_imports_from_the_run_directory(seen: Seen) -> None:
    assert seen.entry["pm2_env"]["PYTHONPATH"] == seen.layout.live


def test_pm2_s_configuration_is_there_and_nobody_else_may_write_it(seen: Seen) -> None:
    configuration = seen.file(seen.layout.pm2_config)
    assert configuration.is_file
    assert configuration.user == OWNER
    assert not configuration.mode & OTHERS_MAY_WRITE
    assert configuration.contains(seen.config.app_name)


def test_a_reboot_brings_back_the_service_and_the_other_tenants(seen: Seen) -> None:
    saved = json.loads(seen.content(f"{seen.pm2_home}/dump.pm2"))
    names = [each["name"] for each in saved]
    assert names.count(seen.config.app_name) == 1
    assert set(seen.settings.tenants) <= set(names)


def test_a_reboot_brings_back_the_service_by_its_links(seen: Seen) -> None:
    saved = json.loads(seen.content(f"{seen.pm2_home}/dump.pm2"))
    (entry,) = (each for each in saved if each["name"] == seen.config.app_name)
    assert entry["pm_cwd"] == seen.layout.live
    assert entry["pm_exec_path"] == f"{seen.layout.app}/venv/bin/uvicorn"


# ------------------------------------------------------------------ the process


def test_one_process_of_the_service_runs(seen: Seen) -> None:
    assert len(seen.processes) == 1


def test_it_is_the_process_that_pm2_knows(seen: Seen) -> None:
    assert [each.pid for each in seen.processes] == [seen.entry["pid"]]


def test_it_is_a_child_of_pm2_s_daemon(seen: Seen) -> None:
    assert [each.ppid for each in seen.processes] == seen.daemon


def test_it_runs_in_the_live_release(seen: Seen) -> None:
    assert [seen.directory_of(each.pid) for each in seen.processes] == [f"{seen.release}/ai_app"]


def test_it_runs_with_the_interpreter_of_the_live_release(seen: Seen) -> None:
    for process in seen.processes:
        interpreter = process.args.split()[0]
        environment, _, name = interpreter.rpartition("/bin/")
        assert seen.real(environment) == seen.environment
        assert name.startswith("python")


def test_it_was_told_its_app_and_its_port(seen: Seen) -> None:
    for process in seen.processes:
        words = process.args.split()
        assert "api.main:app" in words
        assert words[words.index("--port") + 1] == str(seen.config.port)


def test_the_port_of_the_service_is_listened_on(seen: Seen) -> None:
    assert seen.listens(seen.config.port)


# ------------------------------------------------------------------ what is answered


def test_the_health_check_is_answered_well(seen: Seen) -> None:
    url = f"http://localhost:{seen.config.port}{seen.config.health_path}"
    status, body = seen.answer(url)
    assert status == 200
    assert json.loads(body) == {"status": "ok"}


def test_the_service_is_the_release_that_is_live(seen: Seen) -> None:
    if seen.manifest.sha is None:
        pytest.skip("nobody knows the commit of this release")
    assert seen.version["sha"] == seen.manifest.sha
    assert seen.version["version"] == seen.manifest.version


def test_the_service_tells_when_it_was_built_and_started(seen: Seen) -> None:
    assert seen.version["built_at"]
    assert seen.version["started_at"]


def test_the_service_answers_what_its_release_file_says(seen: Seen) -> None:
    baked = json.loads(seen.content(f"{seen.layout.live}/release.json"))
    assert {name: seen.version[name] for name in baked} == baked


def test_an_unknown_path_is_no_success(seen: Seen) -> None:
    status, _ = seen.answer(f"http://localhost:{seen.config.port}/api/ai/no-such-path")
    assert status == 404


# ------------------------------------------------------------------ the proxy


def test_the_proxy_runs(seen: Seen) -> None:
    assert seen.host.process.filter(comm="caddy")
    assert seen.file(seen.config.caddyfile).is_file


def test_the_public_port_is_listened_on(seen: Seen) -> None:
    address = seen.settings.public_url.split("/")[2]
    scheme = seen.settings.public_url.partition(":")[0]
    port = address.partition(":")[2] or {"http": "80", "https": "443"}[scheme]
    assert seen.listens(int(port))


def test_the_proxy_passes_the_health_check_on(seen: Seen) -> None:
    status, body = seen.answer(seen.settings.public_url)
    assert status == 200
    assert json.loads(body) == {"status": "ok"}


def test_the_proxy_passes_the_same_release_on(seen: Seen) -> None:
    url = seen.settings.public_url.replace(seen.config.health_path, seen.config.version_path)
    status, body = seen.answer(url)
    assert status == 200
    assert json.loads(body) == seen.version


# ------------------------------------------------------------------ the other tenants


def test_the_other_tenants_are_online(seen: Seen) -> None:
    told = {each["name"]: each["pm2_env"]["status"] for each in seen.table}
    assert {name: told.get(name) for name in seen.settings.tenants} == dict.fromkeys(
        seen.settings.tenants, "online"
    )


def test_the_other_tenants_listen(seen: Seen) -> None:
    silent = [name for name, port in seen.settings.tenants.items() if not seen.listens(port)]
    assert silent == []


def test_the_other_tenants_run_none_of_our_files(seen: Seen) -> None:
    for each in seen.table:
        if each["name"] in seen.settings.tenants:
            directory = seen.directory_of(each["pid"])
            assert not f"{directory}/".startswith(f"{seen.real(seen.layout.app)}/")


def test_nobody_but_the_known_is_in_pm2_s_table(seen: Seen) -> None:
    known = {seen.config.app_name, *seen.settings.tenants}
    assert {each["name"] for each in seen.table} == known


# ------------------------------------------------------------------ programs, logs and secrets


@pytest.mark.parametrize(
    ("program", "words", "answer"),
    [
        ("pm2", "--version", r"[0-9]+\.[0-9]+\.[0-9]+"),
        ("uv", "--version", r"uv [0-9]+\.[0-9]+\.[0-9]+.*"),
        ("caddy", "version", r"v?2\.[0-9]+\.[0-9]+.*"),
    ],
)
def test_a_program_tells_its_version(seen: Seen, program: str, words: str, answer: str) -> None:
    name = str(getattr(seen.config, program))
    assert seen.host.exists(name)
    assert re.fullmatch(answer, seen.host.check_output(f"%s {words}", name).splitlines()[-1])


def test_the_system_s_python_is_new_enough_for_the_deployer(seen: Seen) -> None:
    said = seen.host.check_output("python3 --version")
    major, minor, *_ = said.removeprefix("Python ").split(".")
    assert (int(major), int(minor)) >= (3, 10)


def test_the_service_writes_its_errors_where_people_look(seen: Seen) -> None:
    assert seen.file(seen.layout.error_log).is_file


def test_no_secret_stands_in_a_log(seen: Seen) -> None:
    assert seen.holders_of_secrets(seen.layout.error_log.rpartition("/")[0]) == []


def test_no_secret_stands_in_a_record_or_a_report(seen: Seen) -> None:
    assert seen.holders_of_secrets(seen.layout.state, f"{seen.release}/manifest.json") == []
