"""Tests of provisioning: a host gets its configuration, and everybody else keeps theirs."""

import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deploy import provision, provisioning, reference
from deploy.cli import main
from deploy.config import Config
from deploy.differences import masked, unified
from deploy.errors import Refused
from deploy.ports import Result
from sim.harm.faults import parse_plan
from sim.people.person import SimOperator
from sim.ports.commands import PROGRAMS, Call, Program, SimCommands
from sim.states import front, hosts, start
from sim.states.canaries import PASSWORD, SECRETS
from sim.states.places import APP, BASE, CADDYFILE, CONFIG, HEALTH_URL, PORT, PROXY_PORT
from sim.storage.nodes import File
from sim.world import World
from tests.deploy import clinic
from tests.deploy.clinic import ENV, OTHERS, deploy, put, unprovisioned
from tests.deploy.real import snapshot

Capture = pytest.CaptureFixture[str]
LAYOUT = CONFIG.layout
FILES = (LAYOUT.caddy_route, LAYOUT.caddy_site, LAYOUT.pm2_config)
LINE = f"import {BASE}/infra/caddy/*.Caddyfile\n".encode()
LOCK = f"{APP}/.deploy/lock"


def files(world: World) -> dict[str, File]:
    """Give every file of the disk."""
    found = {}
    for entry in world.disk.walk("/"):
        node = world.disk.node(f"/{entry.path}", follow=False)
        if type(node) is File:
            found[f"/{entry.path}"] = node
    return found


def refused(world: World, capsys: Capture, *words: str) -> str:
    """Run `provision`; prove that it refused and touched no file; return what it said."""
    before = files(world)
    capsys.readouterr()
    assert deploy(world, "provision", *words) == 2
    assert files(world) == before
    said = capsys.readouterr().err
    assert said.startswith("REFUSED, nothing was touched: ")
    return said


def caddy_says_no(verb: str, *, times: int = 1) -> Program:
    """Be a Caddy that fails in one of its commands, having done it."""
    left = [times]

    def run(call: Call) -> Result:
        result = PROGRAMS["caddy"](call)
        if call.argv[1] == verb and left[0]:
            left[0] -= 1
            return Result(1, "", '{"level":"error","msg":"no"}\n')
        return result

    return run


def with_caddy(world: World, program: Program) -> provision.Provisioned:
    """Provision a host whose Caddy is this one."""
    commands = SimCommands(world, programs={**PROGRAMS, "caddy": program})
    return provision.carry_out(replace(clinic.host(world), commands=commands))


# ------------------------------------------------------------------ showing and doing


def test_it_shows_what_would_change_and_changes_nothing(capsys: Capture) -> None:
    world = unprovisioned()
    before = files(world)
    assert deploy(world, "provision") == 2
    said = capsys.readouterr()
    for path in (*FILES, CADDYFILE):
        assert f"+++ {path}\n" in said.out
    assert f"+{LINE.decode()}" in said.out
    assert '+      "kill_timeout": 20000,' in said.out
    assert f"provision --base {BASE} --yes" in said.err
    assert files(world) == before


def test_it_writes_the_reference_and_one_line_at_the_end() -> None:
    world = unprovisioned()
    old = files(world)
    assert deploy(world, "provision", "--yes") == 0
    new = files(world)
    for path, content in reference.caddy_files(CONFIG).items():
        assert new[path].content == content
    assert new[LAYOUT.pm2_config].content == reference.ecosystem(CONFIG)
    assert new[CADDYFILE].content == OTHERS + LINE
    for path in (CADDYFILE, LAYOUT.pm2_config):  # what was there is kept beside it
        (copy,) = (name for name in new if name.startswith(f"{path}."))
        assert new[copy] == old[path]
    ours = (*FILES, CADDYFILE)
    assert {p: new[p] for p in old if p not in ours} == {p: old[p] for p in old if p not in ours}


def test_a_second_time_there_is_nothing_to_do(capsys: Capture) -> None:
    world = clinic.well()
    before, done = files(world), len(world.trace)
    capsys.readouterr()
    assert deploy(world, "provision") == 0
    assert deploy(world, "provision", "--yes") == 0
    assert capsys.readouterr().out == f"{provision.AS_IT_SHOULD}\n" * 2
    assert files(world) == before
    assert [line.op for line in world.trace[done:] if line.op.startswith("run.")] == []


def test_caddy_is_reloaded_only_for_its_own_files() -> None:
    world = clinic.well()
    put(world, LAYOUT.pm2_config, b'module.exports = {"apps": []};\n')
    done = len(world.trace)
    assert deploy(world, "provision", "--yes") == 0
    assert [line.op for line in world.trace[done:] if line.op.startswith("run.")] == []


def test_the_service_is_not_restarted_and_the_next_deployment_takes_it_up() -> None:
    world = unprovisioned()
    before = {pid: each.name for pid, each in world.machine.processes.items()}
    deploy(world, "provision", "--yes")
    after = {pid: each.name for pid, each in world.machine.processes.items()}
    assert after == before
    told = SimOperator(world).deploy(CONFIG, start.request("C"))
    assert told is not None
    assert told.exit_code == 0
    assert clinic.complaints(world) == []


def test_the_tenant_of_the_same_caddy_is_served_before_and_after() -> None:
    world = unprovisioned()
    asked = SimOperator(world).get("http://localhost:8081/")
    deploy(world, "provision", "--yes")
    assert SimOperator(world).get("http://localhost:8081/") == asked
    through = SimOperator(world).get("http://localhost/api/ai/health")
    assert through is not None
    assert through.status == 200


def test_a_fresh_base_gets_its_directories(tmp_path: Path, capsys: Capture) -> None:
    words = ["--base", str(tmp_path)]
    (tmp_path / "infra").mkdir()
    settings = {"caddyfile": str(tmp_path / "etc/Caddyfile"), "port": 8010}
    (tmp_path / "infra/deploy.json").write_text(json.dumps(settings))
    before = snapshot(tmp_path)
    assert main(["provision", *words]) == 2
    assert snapshot(tmp_path) == before
    assert main(["provision", "--yes", *words]) == 0
    for name in ("app/ai", "backups/ai", "logs/ai", "infra/pm2", "infra/caddy"):
        assert (tmp_path / name).is_dir()
    assert "--port 8010" in (tmp_path / "infra/pm2/ecosystem.ai.config.js").read_text()
    assert not (tmp_path / "etc").exists()
    before = snapshot(tmp_path)
    assert main(["provision", "--yes", *words]) == 0
    assert snapshot(tmp_path) == before
    capsys.readouterr()


def test_without_a_service_it_makes_directories_alone(tmp_path: Path) -> None:
    assert main(["provision", "--yes", "--no-service", "--base", str(tmp_path)]) == 0
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["app", "backups"]


def test_it_is_told_as_json(capsys: Capture) -> None:
    world = unprovisioned()
    assert deploy(world, "provision", "--json") == 2
    said = json.loads(capsys.readouterr().out)
    assert said["exit_code"] == 2
    assert f"+++ {CADDYFILE}" in said["shown"]


# ------------------------------------------------------------------ what is left to a person


def test_a_site_by_hand_is_left_to_a_person(capsys: Capture) -> None:
    world = unprovisioned()
    by_hand = b"ai.example.com {\n\thandle /api/ai/* {\n\t\treverse_proxy localhost:8000\n\t}\n}\n"
    put(world, CADDYFILE, by_hand)
    assert deploy(world, "provision", "--yes") == 3
    said = capsys.readouterr().err
    assert said.startswith("NEEDS A PERSON: ")
    assert f"{CADDYFILE}:3 passes requests to the service already" in said
    assert world.disk.read(CADDYFILE) == by_hand
    _, _, instead = said.partition("by: ")
    line = instead.partition(";")[0]
    assert line == f"import {LAYOUT.caddy_route}"
    put(world, CADDYFILE, by_hand.replace(b"reverse_proxy localhost:8000", line.encode()))
    assert deploy(world, "provision", "--yes") == 0
    assert SimOperator(world).run("caddy", "validate", "--config", CADDYFILE).code == 0


@pytest.mark.parametrize("path", [CADDYFILE, "/etc/caddy"])
def test_a_file_of_roots_is_left_to_a_person(path: str, capsys: Capture) -> None:
    world = unprovisioned()
    world.disk.foreign = frozenset((path,))
    assert deploy(world, "provision", "--yes") == 3
    said = capsys.readouterr().err
    assert world.disk.read(CADDYFILE) == OTHERS
    put(world, CADDYFILE, OTHERS + added(said))
    assert deploy(world, "provision", "--yes") == 0


def added(said: str) -> bytes:
    """Return what the command that is told adds to the main Caddyfile: a real shell says it."""
    found = re.search(rf"import the site: (.*) \| sudo tee -a {CADDYFILE};", said)
    assert found is not None
    return subprocess.run(("sh", "-c", found[1]), check=True, capture_output=True).stdout


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"\n\n"])
def test_what_a_person_adds_spoils_no_line_of_others(ending: bytes, capsys: Capture) -> None:
    world = unprovisioned()
    world.disk.foreign = frozenset((CADDYFILE,))
    put(world, CADDYFILE, OTHERS.rstrip() + ending)
    assert deploy(world, "provision", "--yes") == 3
    put(world, CADDYFILE, OTHERS.rstrip() + ending + added(capsys.readouterr().err))
    operator = SimOperator(world)
    assert operator.run("caddy", "validate", "--config", CADDYFILE).code == 0
    operator.stop_proxy()
    operator.start_proxy()
    assert operator.get(HEALTH_URL.replace(str(PORT), str(PROXY_PORT))) is not None
    assert deploy(world, "provision", "--yes") == 0


@pytest.mark.parametrize("ending", [b"", b"\n", b"\n\n", b"\r\n"])
def test_what_others_wrote_stays_byte_for_byte(ending: bytes) -> None:
    world = unprovisioned()
    theirs = b'# \xea\xb3\xa0\t \r\n:8081 {\n\trespond "a  b"\n}' + ending
    put(world, CADDYFILE, theirs, 0o664)
    assert deploy(world, "provision", "--yes") == 0
    node = world.disk.node(CADDYFILE)
    assert type(node) is File
    assert node.content in (theirs + LINE, theirs + b"\n" + LINE)
    assert node.content.splitlines()[-1] == LINE.strip()
    assert node.mode == 0o664


def test_a_line_that_imports_all_sites_is_enough() -> None:
    world = unprovisioned()
    put(world, CADDYFILE, f"import sites/*\n{OTHERS.decode()}".encode())
    put(world, "/etc/caddy/sites/ours", LINE)
    assert deploy(world, "provision", "--yes") == 0
    assert world.disk.read(CADDYFILE).endswith(OTHERS)


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize("verb", ["validate", "reload"])
def test_where_caddy_says_no_every_file_is_put_back(verb: str) -> None:
    world = unprovisioned()
    before, proxied = files(world), world.machine.sites
    with pytest.raises(Refused, match=f"caddy {verb}.*every file is as it was"):
        with_caddy(world, caddy_says_no(verb))
    assert files(world) == before
    assert world.machine.sites == proxied
    assert world.disk.node(f"{BASE}/infra/caddy") is None


def test_an_address_of_another_tenant_is_no_address_for_ours(capsys: Capture) -> None:
    world = unprovisioned()
    put(world, CADDYFILE, OTHERS + b"broken {\n")
    assert "Caddy" in refused(world, capsys, "--yes")


def test_a_caddy_that_does_not_run_is_refused(capsys: Capture) -> None:
    world = unprovisioned()
    front.proxy_is_down(SimOperator(world))
    assert "sudo systemctl start caddy" in refused(world, capsys, "--yes")


def test_a_disk_that_takes_nothing_more_is_put_back() -> None:
    world = unprovisioned()
    before = files(world)
    world.begin(0)
    world.load(parse_plan("0.files.write@begin#4=full"), SimOperator)
    with pytest.raises(Refused, match="cannot be written: No space left"):
        provision.carry_out(clinic.host(world))
    assert files(world) == before


def test_what_cannot_be_put_back_needs_a_person(capsys: Capture) -> None:
    world = unprovisioned()
    world.begin(0)
    world.load(parse_plan("0.files.write@begin#5=full!"), SimOperator)
    assert deploy(world, "provision", "--yes") == 3
    assert capsys.readouterr().err.startswith("NEEDS A PERSON: ")


def test_another_tenants_app_in_our_file_is_not_lost(capsys: Capture) -> None:
    world = unprovisioned()
    apps = b"module.exports = {apps: [{name: 'ai-service'}, {name: 'crawler'}]};\n"
    put(world, LAYOUT.pm2_config, apps)
    assert "also holds crawler" in refused(world, capsys, "--yes")


def test_a_variable_that_would_be_lost_is_not_lost(capsys: Capture) -> None:
    world = unprovisioned()
    put(world, ENV, b"DATABASE_URL=x1\n", 0o600)
    said = refused(world, capsys, "--yes")
    assert "sets GEMINI_API_KEY, which would be lost" in said
    assert SECRETS[0] not in said


def test_an_open_deployment_is_closed_first(capsys: Capture) -> None:
    world = start.two_releases().fork()
    told = SimOperator(world).deploy(
        CONFIG, start.request("C"), ("0.files.write@stage_code#1=kill",)
    )
    assert told is None
    assert "under way, or was interrupted" in refused(world, capsys, "--yes")


def test_a_rival_at_work_is_waited_for(capsys: Capture) -> None:
    world = unprovisioned()
    hosts.rival_deploys(SimOperator(world))
    assert "another deployment holds" in refused(world, capsys, "--yes")


def test_a_base_of_another_user(capsys: Capture) -> None:
    world = unprovisioned()
    hosts.app_is_foreign(SimOperator(world))
    assert "belongs to another user" in refused(world, capsys, "--yes")


def test_a_file_where_a_directory_should_be(capsys: Capture) -> None:
    world = unprovisioned()
    put(world, f"{BASE}/infra/caddy", b"")
    assert f"{BASE}/infra/caddy is no directory" in refused(world, capsys, "--yes")


@pytest.mark.parametrize("base", ["", "relative", "/", "/srv/../etc", "/no/such", "/etc/passwd"])
def test_a_bad_base(base: str, capsys: Capture) -> None:
    assert main(["provision", "--yes", "--base", base]) == 2
    assert capsys.readouterr().err.startswith("REFUSED, nothing was touched: ")


@pytest.mark.parametrize("name", ["two words", 'a"b', "a{b}", "a*b", "a$b", "a#b"])
def test_a_base_that_means_something_else_to_caddy(
    name: str, tmp_path: Path, capsys: Capture
) -> None:
    base = tmp_path / name
    base.mkdir()
    assert main(["provision", "--yes", "--base", str(base)]) == 2
    assert "is not a plain path" in capsys.readouterr().err
    assert list(base.iterdir()) == []


@pytest.mark.parametrize("value", ["", "a b", ":80 {", ":80\n", "a#b", 80, None])
def test_what_is_no_address_of_a_site(value: object, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra/deploy.json").write_text(json.dumps({"site_address": value}))
    assert main(["provision", "--yes", "--base", str(tmp_path)]) == 2
    assert "site_address cannot be" in capsys.readouterr().err


# ------------------------------------------------------------------ secrets


def test_no_secret_is_shown(capsys: Capture) -> None:
    world = unprovisioned()
    put(world, CADDYFILE, f"# {SECRETS[1]}\n".encode() + OTHERS)
    assert deploy(world, "provision") == 2
    assert deploy(world, "provision", "--yes", "--json") == 0
    said = "".join(capsys.readouterr())
    assert "[hidden]" in said
    assert not [secret for secret in (*SECRETS, PASSWORD) if secret in said]


def test_what_others_wrote_is_not_shown(capsys: Capture) -> None:
    world = unprovisioned()
    put(world, CADDYFILE, OTHERS + b"# JDJhJDE0JA\n")
    assert deploy(world, "provision") == 2
    assert "JDJhJDE0JA" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    "text",
    [
        "GEMINI_API_KEY: 'AIzaX'",
        '"apiToken" : "AIzaX"',
        "DISCORD_WEBHOOK=AIzaX",
        "password: `AIzaX`",
        "args: '--api-key AIzaX'",
        "args: '--token=AIzaX'",
        "url: 'postgresql://me:AIzaX@db/x'",
        'module.exports = {"apps":[{"env_production":{"A1":"AIzaX","PYTHONPATH":"/p"}}]}',
    ],
)
def test_what_may_be_secret_is_blotted_out(text: str) -> None:
    assert "AIzaX" not in masked(text)
    assert "AIzaX" not in unified("/f", f"{text}\n".encode(), b"new\n")


def test_what_is_no_secret_is_shown() -> None:
    assert masked('"PYTHONPATH": "/home/x", port: 8000') == '"PYTHONPATH": "/home/x", port: 8000'


# ------------------------------------------------------------------ the reference


def test_pm2s_file_is_the_contracts() -> None:
    lines = reference.ecosystem(CONFIG).decode().splitlines()
    code = [line for line in lines if not line.startswith("//")]
    assert code[0] == "module.exports = {"
    (app,) = json.loads("\n".join(code).removeprefix("module.exports = ").rstrip(";"))["apps"]
    assert app["script"] == f"{APP}/venv/bin/uvicorn"
    assert app["args"] == "api.main:app --host 0.0.0.0 --port 8000"
    assert (app["interpreter"], app["exec_mode"]) == ("none", "fork")
    assert app["cwd"] == app["env_production"]["PYTHONPATH"] == f"{APP}/ai_app"
    assert app["max_memory_restart"] == "1G"
    assert (app["out_file"], app["error_file"]) == (
        f"{BASE}/logs/ai/out.log",
        f"{BASE}/logs/ai/error.log",
    )
    assert app["kill_timeout"] / 1000 < CONFIG.command_timeout_s


def test_requests_are_held_as_long_as_a_deployment_may_take() -> None:
    slow = replace(CONFIG, deploy_waits_s=(100.0, 200.0))
    assert reference.hold_s(slow) > 300 + 2 * reference.KILL_TIMEOUT_S
    assert reference.made("ai.route", slow).count(f"{reference.hold_s(slow)}s".encode()) == 3


def test_a_plan_is_made_by_reading_alone() -> None:
    world = unprovisioned()
    before = files(world)
    provisioning.plan(clinic.host(world).view())
    assert files(world) == before


# ------------------------------------------------------------------ a real Caddy


@pytest.fixture
def caddy(tmp_path: Path) -> Iterator[Config]:
    """Give the settings of a real Caddy, which runs with a site of somebody else's."""
    program = shutil.which("caddy")
    if program is None:
        pytest.fail("there is no Caddy on this machine: pip install --group sandbox")
    ports = []
    for _ in range(4):
        with socket.create_server(("127.0.0.1", 0)) as server:
            ports.append(server.getsockname()[1])
    admin, theirs, ours, port = ports
    main_file = tmp_path / "Caddyfile"
    text = (
        f"{{\n\tadmin localhost:{admin}\n}}\nhttp://localhost:{theirs} {{\n\trespond theirs\n}}\n"
    )
    main_file.write_text(text)
    env = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command = (program, "run", "--config", str(main_file))
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as running:
        yield Config(
            base=str(tmp_path),
            caddyfile=str(main_file),
            caddy_admin_url=f"http://localhost:{admin}/config/",
            site_address=f"http://localhost:{ours}",
            port=port,
        )
        running.terminate()


@pytest.mark.real
def test_a_real_caddy_takes_it(caddy: Config, tmp_path: Path) -> None:
    (tmp_path / "infra").mkdir()
    settings = {
        name: getattr(caddy, name)
        for name in ("caddyfile", "caddy_admin_url", "site_address", "port")
    }
    (tmp_path / "infra/deploy.json").write_text(json.dumps(settings))
    assert main(["provision", "--yes", "--base", str(tmp_path)]) == 0
    assert main(["provision", "--base", str(tmp_path)]) == 0
    validated = ("caddy", "validate", "--config", caddy.caddyfile)
    assert subprocess.run(validated, check=False, capture_output=True).returncode == 0
    for path, content in reference.caddy_files(caddy).items():
        formatted = subprocess.run(("caddy", "fmt", path), check=True, capture_output=True).stdout
        assert formatted == content
