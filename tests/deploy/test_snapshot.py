"""The snapshot: what it says of a host, what it never says, and that it changes nothing."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy import snapshot
from deploy.cli import main
from deploy.errors import Refused
from deploy.model import Phase, iso_of
from deploy.ports import Kind
from deploy.snapshot import Snapshot, disk, document
from deploy.snapshot.model import Standing
from sim.goods import wheels
from sim.people.operator import Operator
from sim.ports.host import host_of
from sim.states import canaries, hosts, past, start
from sim.states.canaries import PASSWORD, SECRETS
from sim.states.places import APP, BASE, CONFIG, PORT
from sim.states.start import Start, changed, run_pm2
from sim.storage.disk import Disk
from sim.storage.nodes import Directory
from sim.stories import scenarios
from sim.stories.scenario import Scenario
from sim.world import World
from tests.wheels import sha_of, tiny_wheel

LAYOUT = CONFIG.layout
MIB = 1024 * 1024


def seen(world: World) -> Snapshot:
    """Take a snapshot and read it again."""
    return snapshot.parse(snapshot.take(host_of(world, CONFIG)))


def after(change: Callable[[Operator], None], begin: Start = start.two_releases) -> Snapshot:
    """Return the snapshot of a host to which something happened."""
    return seen(changed(begin, change)().fork())


def standing(found: Snapshot, what: str) -> Standing:
    """Return how the first tree of a kind stands."""
    return next(tree for tree in found.trees if tree.what == what)


def files(world: World) -> dict[str, object]:
    """Return all that lies below the base, but for the logs of what runs on by itself."""
    node = world.disk.node(BASE)
    assert type(node) is dict
    return {path: each for path, each in gathered(node) if not path.startswith("logs/")}


def gathered(directory: Directory, prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, node in directory.items():
        if type(node) is dict:
            yield from gathered(node, f"{prefix}{name}/")
        else:
            yield prefix + name, node


# ------------------------------------------------------------------ what it says


def test_it_names_what_is_live_and_what_can_be_gone_back_to() -> None:
    world = start.two_releases().fork()
    began = world.machine.now
    found = seen(world)
    assert (found.base, found.home, found.deployer) == (BASE, "/home/ubuntu", "0.1.0")
    assert iso_of(began) <= found.taken_at <= iso_of(world.machine.now)
    assert found.nodes[LAYOUT.current].target.startswith("releases/")
    assert found.nodes[LAYOUT.live].kind is Kind.LINK
    assert found.live is not None
    assert found.live.sha == wheels.sha("B")
    assert [tree.what for tree in found.trees] == ["live", "release", "release", "backup"]
    assert {tree.verified for tree in found.trees} == {True}
    assert standing(found, "live").sha == found.version.words["sha"] == wheels.sha("B")
    assert standing(found, "backup").healthy
    assert (found.journal, found.damaged, found.leftovers, found.locked) == (None, (), (), False)


def test_it_knows_the_programs_and_who_runs() -> None:
    found = seen(start.two_releases().fork())
    programs = found.programs
    assert (programs.uv, programs.pm2) == ("uv 0.13.9 (x86_64-unknown-linux-gnu)", "7.0.4")
    assert (programs.interpreter, programs.index) == ("/usr/bin/python3.11", True)
    assert [pin.partition("==")[0] for pin in programs.cached] == ["fastapi", "uvicorn"]
    assert [(row.name, row.status, row.restarts) for row in found.pm2.rows] == [
        ("backend", "online", 0),
        ("ai-service", "online", 0),
    ]
    assert found.pm2.saved == ("ai-service", "backend")
    assert found.pm2.app is not None
    assert found.pm2.app.cwd == LAYOUT.live
    owner = found.owners[str(PORT)]
    assert owner is not None
    assert owner.pid == found.pm2.rows[1].pid
    assert found.owners["8080"] is not None
    assert (found.proxy.configured, found.proxy.runs, found.proxy.passes) == (True, True, (PORT,))
    assert (found.health.status, found.health.words) == (200, {"status": "ok"})


def test_of_env_files_it_holds_the_names_of_keys() -> None:
    found = seen(start.two_releases().fork())
    lines = [line for line in canaries.settings().decode().splitlines() if "=" in line]
    named = {line.removeprefix("export ").partition("=")[0].strip() for line in lines}
    keys = tuple(sorted(name for name in named if name[0] != "#"))
    assert len(keys) > len(SECRETS)
    assert found.keys == {f"{APP}/.env": keys}
    assert (found.nodes[f"{APP}/.env"].sha256, found.nodes[f"{APP}/.env"].size) == ("", None)


def test_a_bare_host_and_one_of_the_predecessor() -> None:
    bare = seen(start.bare().fork())
    assert (bare.trees, bare.live, bare.environments) == ((), None, {})
    old = seen(start.predecessor().fork())
    assert old.nodes[LAYOUT.live].kind is Kind.DIRECTORY
    assert list(old.environments) == [f"{APP}/venv"]
    assert [(tree.what, tree.verified) for tree in old.trees] == [("live", None), ("backup", None)]
    assert [path for path in old.nodes if path.endswith("cv.pdf")] == []


def test_it_says_what_is_missing_changed_and_too_many() -> None:
    def change(o: Operator) -> None:
        backup = f"{LAYOUT.backups}/code_{past.newest(o)}/ai_app"
        o.remove(f"{backup}/__init__.py")
        o.put(f"{backup}/more.py", b"")
        o.put(f"{backup}/{wheels.NEEDS}", b"other")

    found = standing(after(change), "backup")
    assert not found.verified
    assert found.missing == ("__init__.py",)
    assert found.changed == (wheels.NEEDS,)
    assert found.extra == ("more.py",)


def test_a_wheel_that_is_not_the_recorded_one_shows() -> None:
    def change(o: Operator) -> None:
        o.put(f"{LAYOUT.backups}/wheel_{past.newest(o)}/{wheels.FILE_NAME}", b"other")

    (path,) = standing(after(change), "backup").changed
    assert path.endswith(wheels.FILE_NAME)


def test_an_environment_that_went_shows() -> None:
    found = after(past.live_environment_is_lost)
    assert "is not there" in standing(found, "live").environment
    assert "leads to no interpreter" in standing(after(hosts.no_interpreter), "live").environment


def test_a_journal_open_or_damaged() -> None:
    left = after(past.could_not_go_back)
    assert left.journal is not None
    assert left.journal.phase is Phase.CHANGING
    assert left.journal.reason is not None
    damaged = after(past.journal_is_damaged)
    assert (damaged.journal, damaged.damaged) == (None, (LAYOUT.journal,))


def test_another_deployer_at_work_is_seen() -> None:
    assert after(hosts.rival_deploys).locked


def test_without_pm2s_daemon_it_is_not_started() -> None:
    world = changed(start.two_releases, hosts.daemon_is_dead)().fork()
    found = seen(world)
    assert (found.pm2.runs, found.pm2.rows) == (False, ())
    assert found.pm2.saved == ("ai-service", "backend")
    assert not world.machine.daemon


def test_a_missing_program_is_none() -> None:
    world = start.two_releases().fork()
    world.absent = frozenset(("uv", "caddy"))
    programs = seen(world).programs
    assert (programs.uv, programs.caddy, programs.interpreter) == (None, None, None)


def test_leftovers_of_interrupted_runs() -> None:
    def change(o: Operator) -> None:
        o.put(f"{LAYOUT.backups}/.partial_20260101000000/code/x", b"")
        o.put(f"{LAYOUT.state}/.journal.json.writing", b"")

    assert after(change).leftovers == (
        f"{LAYOUT.state}/.journal.json.writing",
        f"{LAYOUT.backups}/.partial_20260101000000",
    )


# ------------------------------------------------------------------ what it never says


def everything() -> list[Scenario]:
    ours = (each for each in scenarios.everything().values() if each.config.base == CONFIG.base)
    return list({each.start.name: each for each in ours}.values())


@pytest.mark.parametrize("scenario", everything(), ids=lambda each: each.name)
def test_no_secret_and_no_change(scenario: Scenario) -> None:
    world = scenario.start().fork()
    before, daemon = files(world), world.machine.daemon
    content = snapshot.take(host_of(world, scenario.config))
    assert files(world) == before
    assert world.machine.daemon is daemon
    for secret in (*SECRETS, PASSWORD):
        assert secret.encode() not in content
    assert document.encode(snapshot.parse(content)) == content


def test_secrets_of_other_tenants_stay_with_them() -> None:
    args = (
        "--port 8081 --token abcd1234 --db=postgresql://u:hunter22@db/x --api-key=zzz9 "
        "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ1 --level info"
    )
    config = {"apps": [{"name": "other", "script": "/srv/o.js", "args": args, "cwd": "/srv"}]}

    def change(o: Operator) -> None:
        o.put("/srv/o.js", b"")
        o.put("/srv/o.config.js", f"module.exports = {json.dumps(config)};".encode())
        run_pm2(o, "start", "/srv/o.config.js", "--only", "other")

    found = after(change)
    (row,) = [row for row in found.pm2.rows if row.name == "other"]
    assert row.args == (
        "--port 8081 --token [hidden] --db=[hidden] --api-key=[hidden] [hidden] --level info"
    )
    assert "8081" in found.owners


def test_a_port_in_an_env_file_is_no_secret_in_a_command_line() -> None:
    def change(o: Operator) -> None:
        o.put(f"{APP}/.env", b"PORT=8000\nAPP=api.main:app\nKEY=0.0.0.0-is-one\n")

    found = after(change)
    assert found.pm2.app is not None
    assert found.pm2.app.args == "api.main:app --host 0.0.0.0 --port 8000"


def test_what_a_person_wrote_as_a_reason_holds_no_secret() -> None:
    def change(o: Operator) -> None:
        start.offer(o, "X", wheels.wheel("X", past.CRASHES))
        told = o.deploy(
            CONFIG,
            start.request("X", force=f"the key {SECRETS[0]} was wrong"),
            ("0.files.write@verify#1=kill_after", "0.run.pm2@stop#1=kill"),
        )
        assert told is None

    found = after(change)
    assert found.journal is not None
    assert found.journal.force == "the key [GEMINI_API_KEY] was wrong"


# ------------------------------------------------------------------ the document


def body() -> dict[str, object]:
    return document.opened(snapshot.take(host_of(start.one_release().fork(), CONFIG)))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no JSON"),
        (b"[]", "no snapshot of a host"),
        (b"{}", "no snapshot of a host"),
        (b"\xff\xfe", "no JSON"),
        (b'{"format": 0, "checksum": ""}', "has format 0"),
        (b'{"format": 2, "checksum": ""}', "has format 2"),
        (b'{"format": "1"}', "has format '1'"),
        (b'{"format": 1, "checksum": "00"}', "does not match its checksum"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_what_is_no_snapshot_is_refused_in_words(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as caught:
        snapshot.parse(content)
    assert caught.value.advice


def test_one_changed_byte_is_refused() -> None:
    content = snapshot.take(host_of(start.one_release().fork(), CONFIG))
    with pytest.raises(Refused, match="checksum"):
        snapshot.parse(content.replace(b"ai-service", b"ai-servicf", 1))


@pytest.mark.parametrize(
    "change",
    [
        {"taken": "now"},
        {"free_bytes": 1.5},
        {"locked": 1},
        {"nodes": []},
        {"nodes": {"/x": {"kind": "socket"}}},
        {"nodes": {"/x": {"kind": "file", "contents": "x"}}},
        {"journal": {"phase": "preparing"}},
        {"more": 1},
    ],
    ids=str,
)
def test_a_field_that_is_not_what_it_must_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        snapshot.parse(document.sealed({**body(), **change}))


def test_a_document_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "DOCUMENT_BYTES_MAX", 10)
    with pytest.raises(Refused, match="larger than 10 bytes"):
        snapshot.parse(b"{" + b" " * 10)


def test_it_is_bounded_and_says_what_it_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "NODES_MAX", 55)
    found = seen(start.three_releases().fork())
    assert len(found.nodes) < 80
    assert found.left_out
    assert all("/backups/ai/code_" in path for path in found.left_out)
    assert standing(found, "live").verified


# ------------------------------------------------------------------ the command


def test_the_command_prints_it_or_writes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SERVER_BASE_PATH", raising=False)
    base, output = tmp_path / "refit", tmp_path / "out.json"
    (base / "app/ai").mkdir(parents=True)
    (base / "app/ai/.env").write_text("GEMINI_API_KEY=a-secret-value\n")
    words = ["snapshot", "--base", str(base), "--no-service"]
    assert main(words) == 0
    found = snapshot.parse(capsys.readouterr().out.encode())
    assert (found.base, found.pm2.runs) == (str(base), False)
    assert main([*words, "--output", str(output)]) == 0
    assert capsys.readouterr().out == ""
    assert output.stat().st_mode & 0o777 == 0o600
    again = snapshot.parse(output.read_bytes())
    assert (again.nodes, again.keys, again.programs) == (found.nodes, found.keys, found.programs)
    assert b"a-secret-value" not in output.read_bytes()
    assert sorted(path.name for path in base.rglob("*")) == [".env", "ai", "app"]
    assert main(["snapshot", "--base", str(tmp_path / "nothing")]) == 2


def test_a_real_directory_is_looked_at_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = tmp_path / "refit"
    live = base / "app/ai/ai_app"
    (live / "api").mkdir(parents=True)
    (live / "api/main.py").write_text("app = None\n")
    (live / "uploads").mkdir()
    (live / "uploads/cv of somebody.pdf").write_bytes(b"%PDF")
    wheel = tiny_wheel(tmp_path, sha_of(1), {})
    place = base / "backups/ai/wheel_20260101000000"
    place.mkdir(parents=True)
    (place / wheel.name).write_bytes(wheel.read_bytes())
    before = {path: path.lstat().st_mtime_ns for path in base.rglob("*")}
    assert main(["snapshot", "--base", str(base), "--no-service"]) == 0
    text = capsys.readouterr().out
    found = snapshot.parse(text.encode())
    assert "somebody" not in text
    assert found.nodes[str(live / "api/main.py")].size == 11
    assert found.nodes[str(place / wheel.name)].sha256
    assert {path: path.lstat().st_mtime_ns for path in base.rglob("*")} == before


def test_a_file_that_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    world = start.one_release().fork()
    path = world.disk.canonical(f"{APP}/ai_app/{wheels.NEEDS}")
    read = Disk.read

    def refuses(disk: Disk, asked: str) -> bytes:
        if asked == path:
            raise PermissionError(13, "Permission denied", asked)
        return read(disk, asked)

    monkeypatch.setattr(Disk, "read", refuses)
    assert path in seen(world).left_out
