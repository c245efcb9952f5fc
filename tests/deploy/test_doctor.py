"""Tests of the doctor: each thing that can be wrong is found, and mended by what it advises."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.cli import main
from deploy.doctor.examination import examine
from deploy.doctor.finding import Level, render
from deploy.doctor.machine import INODES_MIN
from deploy.model import Command, Journal, Phase
from deploy.records import encode
from sim.catalogue import detours, displaced, pointers
from sim.harm.faults import parse_plan
from sim.people.operator import Operator
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.states import canaries, front, hosts, start
from sim.states.canaries import PASSWORD, SECRETS
from sim.states.places import APP, BASE, CADDYFILE, CONFIG, PM2_HOME, TENANT_PORT
from sim.world import World
from tests.deploy import clinic
from tests.deploy.clinic import ENV, complaints, daemon, deploy, obey, put, unprovisioned, well
from tests.deploy.real import RealHost, Release, snapshot

Break = Callable[[World], None]
LAYOUT = CONFIG.layout
PM2_FILE, LOOSE = LAYOUT.pm2_config, f"{APP}/requirements.txt"


def removed(path: str) -> Break:
    return lambda world: world.disk.remove(path)


def written(path: str, content: bytes = b"x", mode: int = 0o644) -> Break:
    return lambda world: put(world, path, content, mode)


def linked(path: str, target: str) -> Break:
    return lambda world: world.disk.link(path, target)


def changed(path: str, old: bytes, new: bytes) -> Break:
    def change(world: World) -> None:
        content = world.disk.read(path)
        assert old in content
        put(world, path, content.replace(old, new))

    return change


def past_the_pointer(world: World) -> None:
    """A person led the run directory straight to the release: as good, until the next one."""
    live = world.disk.target(LAYOUT.current)
    world.disk.link(f"{APP}/ai_app", f"{live}/ai_app")


def by(change: Callable[[Operator], None]) -> Break:
    return lambda world: change(SimOperator(world))


def pm2_does(*words: str) -> Break:
    return lambda world: start.run_pm2(SimOperator(world), *words)


def pm2_runs(old: bytes, new: bytes) -> Break:
    """Let PM2's entry be one of an older configuration."""

    def change(world: World) -> None:
        right = world.disk.read(PM2_FILE)
        changed(PM2_FILE, old, new)(world)
        start.run_pm2(SimOperator(world), "delete", "ai-service")
        start.start_service(SimOperator(world))
        put(world, PM2_FILE, right)

    return change


def orphaned(world: World) -> None:
    """The service was started by hand, and not by PM2."""
    pm2_does("delete", "ai-service")(world)
    SimOperator(world).start_by_hand()


def strange_daemon(world: World) -> None:
    clinic.daemon(world, "/etc/.pm2")


def root_has_compiled(world: World) -> None:
    written(f"{LAYOUT.releases}/.discarded_x/__pycache__/a.pyc")(world)
    world.disk.foreign |= {f"{LAYOUT.releases}/.discarded_x/__pycache__"}


def interrupted(world: World) -> None:
    """A deployment was killed while it prepared."""
    name = "20260101000000-x"
    plan = Journal(
        deployment=name,
        command=Command.APPLY,
        phase=Phase.PREPARING,
        started=0.0,
        release=f"{LAYOUT.releases}/{name}",
        environment=f"{LAYOUT.environments}/{name}",
        previous=None,
        adopts=False,
        stamp="20260101000000",
    )
    put(world, LAYOUT.journal, encode(plan))


def crowded(world: World) -> None:
    world.disk.inodes = INODES_MIN - 1


def of_others(world: World) -> None:
    world.disk.foreign = frozenset((LAYOUT.state, ENV))


def half_environment(world: World) -> None:
    """The environment of the live release was deleted by hand."""
    world.disk.remove(world.disk.canonical(f"{APP}/venv"))


def no_manifest(world: World) -> None:
    world.disk.remove(f"{world.disk.canonical(LAYOUT.current)}/manifest.json")


def file_in_the_place(world: World) -> None:
    world.disk.remove(LOOSE)
    put(world, LOOSE, b"mine")


def pointer_is_a_file(world: World) -> None:
    world.disk.remove(LAYOUT.current)
    put(world, LAYOUT.current, b"")


def lost_release(world: World) -> None:
    """The pointer leads away, and what it led to is gone with the record of it."""
    for path in (LAYOUT.releases, LAYOUT.record):
        world.disk.remove(path)
    world.disk.link(LAYOUT.current, "../../away")


def open_env(world: World) -> None:
    put(world, ENV, world.disk.read(ENV), 0o644)


def closed_site(world: World) -> None:
    put(world, LAYOUT.caddy_site, world.disk.read(LAYOUT.caddy_site), 0o640)


def stale(o: Operator) -> None:
    """Somebody changed the main Caddyfile, and nobody reloaded it."""
    o.put(CADDYFILE, o.read(CADDYFILE) + b":90 {\n\treverse_proxy localhost:9090\n}\n")


CASES: dict[str, tuple[Break, str, str]] = {
    "no more files": (crowded, "inodes", "room for 60000 files is needed"),
    "another user's": (of_others, "owners", f"of another user are {LAYOUT.state} {ENV}"),
    "no interpreter": (by(hosts.no_interpreter), "interpreter", "uv finds no Python 3.11"),
    "pm2 file gone": (removed(PM2_FILE), "pm2 file", "is not there"),
    "pm2 file edited": (
        changed(PM2_FILE, b"1G", b"9G"),
        "pm2 file",
        f"{PM2_FILE} differs: 1 lines to add, 1 to take away",
    ),
    "route edited": (
        changed(LAYOUT.caddy_route, b"max_fails 1", b"max_fails 9"),
        "caddy file",
        "differs",
    ),
    "no env": (removed(ENV), "secrets", "is not there; it sets GEMINI_API_KEY and DATABASE_URL"),
    "no key": (written(ENV, b"DATABASE_URL=x1\n", 0o600), "secrets", "does not set GEMINI_API_KEY"),
    "an empty key": (
        written(ENV, b"GEMINI_API_KEY=x1\nDATABASE_URL=''\n", 0o600),
        "secrets",
        "does not set DATABASE_URL",
    ),
    "a commented key": (
        written(ENV, b"GEMINI_API_KEY=x1\n# DATABASE_URL=x\n", 0o600),
        "secrets",
        "does not set DATABASE_URL",
    ),
    "an open env": (open_env, "secrets", "is open to every user of this machine (644)"),
    "not in pm2": (pm2_does("delete", "ai-service"), "service", "PM2 has no ai-service"),
    "stopped": (
        pm2_does("stop", "ai-service"),
        "service",
        "ai-service is stopped after 0 restarts",
    ),
    "twice": (by(hosts.service_is_duplicated), "service", "PM2 has 2 entries ai-service, not one"),
    "another cwd": (pm2_runs(b"ai/ai_app", b"ai"), "service", "its cwd is"),
    "another script": (
        pm2_runs(b"venv/bin/uvicorn", b"current/venv/bin/uvicorn"),
        "service",
        "its",
    ),
    "another argument": (pm2_runs(b"--host 0", b"--reload --host 0"), "service", "its args is"),
    "not saved": (
        changed(f"{PM2_HOME}/dump.pm2", b'"ai-service"', b'"ai-servise"'),
        "reboot",
        "a reboot would not bring it back",
    ),
    "a stray daemon": (strange_daemon, "stray pm2", "another daemon of PM2 runs in /etc/.pm2"),
    "a stray directory": (written("/etc/.pm2/pm2.log"), "stray pm2", "was left by a PM2 without"),
    "a stray dump": (
        written("/etc/.pm2/dump.pm2", b'[{"name": "ai-service"}]'),
        "stray pm2",
        "it could be started twice",
    ),
    "a stranger": (by(hosts.stranger_holds_the_port), "port", "which is not this service"),
    "an orphan": (orphaned, "port", "of this service but not PM2's"),
    "caddy down": (by(front.proxy_is_down), "caddy", "it does not run"),
    "caddy stale": (by(stale), "caddy", "it runs another configuration"),
    "not imported": (
        written(CADDYFILE, clinic.OTHERS),
        "caddy site",
        f"{CADDYFILE} does not import {LAYOUT.caddy_site}",
    ),
    "a closed site": (
        closed_site,
        "caddy site",
        "Caddy's user cannot read the site, and would start without it",
    ),
    "a link gone": (removed(f"{APP}/venv"), "links", f"{APP}/venv is not there"),
    "a link astray": (linked(f"{APP}/ai_app", "elsewhere"), "links", "leads to elsewhere, not thr"),
    "a link to the release before": (
        by(detours.goes_back_by_hand),
        "links",
        "/ai_app, not through current/ai_app",
    ),
    "a link to other packages": (
        by(detours.takes_the_environment_of_before),
        "links",
        "not through current/venv",
    ),
    "a link past the pointer": (past_the_pointer, "links", "not through current/ai_app"),
    "a file in the place": (file_in_the_place, "links", f"{LOOSE} is no link"),
    "no environment": (half_environment, "links", "which is no environment"),
    "no manifest": (no_manifest, "links", "which is incomplete"),
    "no release": (linked(LAYOUT.current, "../../away"), "links", "where no code lies, yet"),
    "no release and no record": (lost_release, "links", "which is no release"),
    "no pointer": (removed(LAYOUT.current), "links", f"{LAYOUT.current} is not there, yet"),
    "a file for a pointer": (pointer_is_a_file, "links", f"{LAYOUT.current} is no link"),
    "a release for a pointer": (by(pointers.is_the_release), "links", "is no link"),
    "a copy for a pointer": (by(pointers.is_a_copy), "links", "is no link"),
    "a find for a pointer": (by(pointers.is_a_find), "links", "is no link"),
    "a volume": (by(pointers.leads_to_a_volume), "links", "which is no release"),
    "a release carried off": (by(displaced.is_carried_off), "port", "yet"),
    "a copy of a release": (by(displaced.is_replaced_by_a_copy), "port", "(deleted)"),
    "a journal": (interrupted, "journal", "is preparing: under way, or interrupted"),
    "a cut write": (written(f"{APP}/.deploy/.current.json.writing"), "leftover", "cut off"),
    "a cut removal": (written(f"{LAYOUT.releases}/.discarded_x/a"), "leftover", "cut off"),
    "a cut backup": (written(f"{LAYOUT.backups}/.partial_2026/a"), "leftover", "cut off"),
    "root's own": (root_has_compiled, "leftover", "cut off"),
    "a safety backup": (
        written(f"{LAYOUT.backups}/safety_before_rollback_20260101000000/a"),
        "leftover",
        "a safety backup of a restore that is over",
    ),
    "half a release": (written(f"{LAYOUT.releases}/half/ai_app/a"), "leftover", "never completed"),
    "a copy by hand": (written(f"{LAYOUT.releases}/my copy/a"), "leftover", "never completed"),
    "an environment": (written(f"{LAYOUT.environments}/old/a"), "leftover", "nothing refers to"),
}
WITH_MORE_TO_DO = ("no more files",)
"""What no command mends by itself: a person decides what may go."""


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_found_and_the_advice_mends_it(name: str) -> None:
    breaks, about, text = CASES[name]
    world = well()
    breaks(world)
    found = [each for each in complaints(world) if each.about == about and text in each.text]
    assert found
    for each in found:
        assert each.mend
    if name in WITH_MORE_TO_DO:
        return
    for _ in range(4):  # one cure may bring the next thing to light
        for each in complaints(world)[:1]:
            obey(world, each.mend)
            world.pass_time(60)
    assert complaints(world) == []


@pytest.mark.parametrize("form", ["releases/{}/", "./releases/{}", f"{APP}/releases/{{}}"])
def test_a_pointer_that_a_person_wrote_is_read_as_it_is_meant(form: str) -> None:
    world = well()
    name = world.disk.canonical(LAYOUT.current).rpartition("/")[2]
    world.disk.link(LAYOUT.current, form.format(name))
    assert complaints(world) == []


def test_an_app_directory_on_another_volume_is_ours() -> None:
    world = detours.serves_on_a_volume()().fork()
    assert [each for each in complaints(world) if each.about in ("port", "links")] == []


def test_a_site_by_hand_beside_ours_holds_no_requests_back() -> None:
    world = well()
    put(
        world, CADDYFILE, world.disk.read(CADDYFILE) + b":90 {\n\treverse_proxy localhost:8000\n}\n"
    )
    SimOperator(world).run("caddy", "reload", "--config", CADDYFILE)
    (found,) = complaints(world)
    assert (found.about, found.text) == (
        "caddy site",
        f"{CADDYFILE}:7 holds no requests back",
    )
    _, _, line = found.mend.partition("put in its place: ")
    changed(CADDYFILE, b"reverse_proxy localhost:8000", line.encode())(world)
    SimOperator(world).run("caddy", "reload", "--config", CADDYFILE)
    assert complaints(world) == []


def test_a_damaged_journal_is_told_with_the_way_on() -> None:
    world = well()
    put(world, LAYOUT.journal, b"{}")
    (found,) = complaints(world)
    assert "is damaged" in found.text
    assert "--force" in found.mend


def test_without_caddy_nothing_is_asked_of_it() -> None:
    world = well()
    front.no_proxy(SimOperator(world))
    assert [(each.level, each.about) for each in complaints(world)] == [(Level.HINT, "caddy")]


def test_a_host_that_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    world = well()
    assert deploy(world, "doctor") == 0
    said = capsys.readouterr().out.splitlines()
    assert said
    assert all(line.startswith("OK ") for line in said[-10:])


def test_the_doctor_changes_nothing() -> None:
    for world in (well(), unprovisioned(), start.bare().fork(), start.predecessor().fork()):
        before, table = world.disk.copy().root, dict(world.machine.entries)
        examine(clinic.host(world))
        assert world.disk.root == before
        assert world.machine.entries == table


def test_it_starts_no_daemon() -> None:
    world = well()
    SimOperator(world).kill_pm2()
    world.disk.remove(f"{PM2_HOME}/pm2.pid")
    (found,) = (each for each in complaints(world) if each.about == "pm2")
    assert (found.text, found.mend) == (
        f"PM2's daemon of {PM2_HOME} does not run",
        "pm2 resurrect",
    )
    assert not world.machine.daemon


@pytest.mark.parametrize("name", ["disk", "uv", "pm2"])
def test_a_machine_that_lacks_something(name: str) -> None:
    world = well()
    there = clinic.host(world)
    if name == "disk":
        world.disk.free = 1024
    else:
        none = "/no/such/program"
        config = replace(CONFIG, uv=none) if name == "uv" else replace(CONFIG, pm2=none)
        there = replace(there, config=config)
    (found,) = (each for each in examine(there) if each.about == name and each.level is Level.WRONG)
    assert found.mend


def test_a_person_is_called_for_and_told_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    world = well()
    world.disk.remove(ENV)
    capsys.readouterr()
    assert deploy(world, "doctor", "--json") == 3
    said = json.loads(capsys.readouterr().out)
    assert said["exit_code"] == 3
    (found,) = (each for each in said["findings"] if each["level"] == "WRONG")
    assert (found["about"], found["mend"]) == (
        "secrets",
        f"install -m 600 /dev/null {ENV} && nano {ENV}",
    )


def test_a_hint_calls_for_nobody() -> None:
    world = well()
    put(world, f"{LAYOUT.environments}/old/a", b"")
    assert deploy(world, "doctor") == 0


def test_no_secret_is_told() -> None:
    world = well()
    put(world, PM2_FILE, f'module.exports = {{"apps": [], "key": "{SECRETS[0]}"}};\n'.encode())
    put(world, CADDYFILE, f"broken {SECRETS[1]} {{\n".encode())
    world.begin(0)
    world.load(parse_plan("0.run.uv@begin#1=tells"), SimOperator)
    said = render(examine(clinic.host(world)))
    names = "[GEMINI_API_KEY], [DATABASE_URL], [GEMINI_API_KEY_OF_LAST_YEAR], [SENTRY_TOKEN]"
    assert f"none of {names}, [DATABASE_URL]" in said  # the last is its password alone
    assert not [secret for secret in (*SECRETS, PASSWORD) if secret in said]


def test_a_host_on_which_nothing_is_deployed_yet() -> None:
    world = start.bare().fork()
    clinic.daemon(world, PM2_HOME)
    found = {each.about: each for each in examine(clinic.host(world))}
    for about in ("links", "service", "port"):
        assert found[about].level is Level.HINT
        assert "deployed" in found[about].text


def test_the_hosts_of_the_predecessor_are_known() -> None:
    said = render(examine(clinic.host(start.predecessor().fork())))
    assert f"{LAYOUT.live} is a real directory: the next deployment adopts it" in said


def test_one_broken_look_does_not_end_the_others() -> None:
    world = well()
    put(world, LAYOUT.backups + "x", b"")
    world.disk.remove(LAYOUT.logs)
    put(world, LAYOUT.logs, b"a file in its place")
    found = {each.about: each for each in examine(clinic.host(world))}
    assert found["owners"].level is Level.WRONG
    assert "cannot be read" in found["owners"].text
    assert found["links"].level is Level.OK


@pytest.mark.parametrize("base", ["", "relative", "/", "/no/such/directory"])
def test_a_bad_base_is_refused(base: str, capsys: pytest.CaptureFixture[str]) -> None:
    world = well()
    capsys.readouterr()
    code = main(["doctor", "--base", base], lambda config: clinic.host(world, config))
    assert code == 2
    assert capsys.readouterr().err.startswith("REFUSED, nothing was touched: ")


@pytest.mark.lengthy
def test_a_real_host(
    host: RealHost,
    releases: list[Release],
) -> None:
    host.done(*releases[0].words)
    before = snapshot(host.base)
    findings = json.loads(host.done("doctor", "--json").stdout)["findings"]
    assert {each["level"] for each in findings} == {"OK"}
    assert snapshot(host.base) == before
    (host.app / "environments/forgotten").mkdir()
    if os.geteuid() == 0:
        os.chown(host.app / "environments/forgotten", 12345, -1)
        said = host.done("doctor", code=3).stdout
        assert f"of another user are {host.app}/environments/forgotten" in said
    assert "an environment that nothing refers to" in host.run("doctor").stdout


def test_a_real_base_that_is_no_directory(tmp_path: Path) -> None:
    assert main(["doctor", "--base", str(tmp_path / "none")]) == 2


def test_what_others_keep_beside_ours_stays_theirs() -> None:
    world = well()
    theirs = (f"{BASE}/infra/postgres", f"{BASE}/infra/pm2/ecosystem.backend.config.js")
    for path in (f"{theirs[0]}/data/PG_VERSION", theirs[1]):
        put(world, path, b"16")
    world.disk.foreign = frozenset((*theirs, f"{theirs[0]}/data"))
    assert complaints(world) == []
    world.disk.foreign |= {f"{BASE}/infra/pm2", LAYOUT.pm2_config}
    (found,) = (each for each in complaints(world) if each.about == "owners")
    obey(world, found.mend)
    assert complaints(world) == []
    assert world.disk.foreign == {*theirs, f"{theirs[0]}/data"}


def test_a_password_that_nobody_can_hide_is_told_by_its_name() -> None:
    world = start.one_release().fork()
    put(world, f"{APP}/.env", canaries.settings() + b"REPORTS_URL=postgresql://refit:refit@db/r\n")
    (found,) = (each for each in examine(host_of(world, CONFIG)) if "cannot be kept" in each.text)
    assert (found.level, "REPORTS_URL" in found.text) == (Level.HINT, True)


def saved(world: World) -> list[str]:
    return sorted(each["name"] for each in json.loads(world.disk.read(f"{PM2_HOME}/dump.pm2")))


@pytest.mark.parametrize("forgotten", [False, True])
def test_what_brings_the_service_back_forgets_no_other_tenant(forgotten: bool) -> None:
    """PM2's daemon died, and somebody's `pm2 list` began another one with an empty list."""
    world = well()
    operator = SimOperator(world)
    if forgotten:  # it was saved without the service
        start.run_pm2(operator, "delete", CONFIG.app_name)
        start.run_pm2(operator, "save")
    before = saved(world)
    operator.kill_pm2()
    world.pass_time(3)
    operator.pm2("list")
    daemon(world, PM2_HOME)
    for _ in range(4):
        for each in complaints(world)[:1]:
            obey(world, each.mend)
            world.pass_time(60)
    assert complaints(world) == []
    assert saved(world) == sorted({*before, CONFIG.app_name})
    assert operator.listener(TENANT_PORT) is not None
    serving = [each for each in world.machine.processes.values() if each.serving is not None]
    assert len(serving) == 1
    assert [entry.restarts for entry in world.machine.entries.values()] == [0, 0]
