"""Real commands, real uv, real files: a host in a directory of this machine from first to last."""

import json
import sys
from pathlib import Path

import pytest

from deploy.cli import main
from tests.deploy.real import RealHost, Release, snapshot
from tests.wheels import sha_of, tiny_wheel

pytestmark = pytest.mark.lengthy


def written(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


@pytest.fixture
def upgraded(host: RealHost, releases: list[Release]) -> RealHost:
    """Give a host on which release 0, 1 and 2 were deployed in turn."""
    for release in releases[:3]:
        host.done(*release.words)
    return host


def test_a_first_deployment(host: RealHost, releases: list[Release]) -> None:
    result = host.done(*releases[0].words, "--json")
    report = json.loads(result.stdout)
    assert (report["outcome"], report["exit_code"], report["level"]) == ("succeeded", 0, 1)
    assert report["live"]["sha"] == releases[0].sha
    assert host.tree() == releases[0].tree
    assert (host.app / "venv/bin/python").exists()
    assert (host.app / "requirements.txt").read_text() == f"# of {releases[0].sha}\n"
    assert "SUCCEEDED" in result.stderr
    assert host.status()["drift"] == []
    assert host.leftovers() == []


def test_an_upgrade_replaces_every_file_and_keeps_the_old_pair(
    host: RealHost, releases: list[Release]
) -> None:
    host.done(*releases[0].words)
    host.done(*releases[1].words)
    assert host.tree() == releases[1].tree
    (stamp,) = host.backups()
    wheel = next((host.base / f"backups/ai/wheel_{stamp}").glob("*.whl"))
    assert wheel.read_bytes() == releases[0].wheel.read_bytes()
    assert host.leftovers() == []


def test_the_same_release_again(host: RealHost, releases: list[Release]) -> None:
    host.done(*releases[0].words)
    host.done(*releases[0].words)
    assert host.tree() == releases[0].tree


def test_the_list_reads_as_operators_know_it(upgraded: RealHost, releases: list[Release]) -> None:
    older, newer = upgraded.backups()
    lines = upgraded.done("rollback", "list").stdout.splitlines()
    assert lines[0] == "code backups, the newest 10:"
    assert lines[1].startswith(f"  - code_{newer} (")
    assert lines[1].endswith(f") {releases[1].sha[:12]} healthy")
    assert lines[2].startswith(f"  - code_{older} (")
    assert lines[4].startswith(f"  - wheel_{newer} (")


@pytest.mark.parametrize("form", ["{}", "code_{}", "wheel_{}"])
def test_a_restore_by_id(upgraded: RealHost, releases: list[Release], form: str) -> None:
    oldest = upgraded.backups()[0]
    upgraded.done("rollback", "restore", "--backup-id", form.format(oldest))
    assert upgraded.tree() == releases[0].tree
    assert upgraded.status()["how"] == f"restore {oldest}"
    assert upgraded.leftovers() == []


@pytest.mark.parametrize("words", [(), ("--backup-id", "")])
def test_a_restore_of_the_newest(
    upgraded: RealHost, releases: list[Release], words: tuple[str, ...]
) -> None:
    upgraded.done("rollback", "restore", *words)
    assert upgraded.tree() == releases[1].tree


def test_a_restore_of_the_code_alone_keeps_the_environment(
    upgraded: RealHost, releases: list[Release]
) -> None:
    before = (upgraded.app / "venv").resolve()
    result = upgraded.done("rollback", "restore", "--code-only", "--json")
    assert upgraded.tree() == releases[1].tree
    assert (upgraded.app / "venv").resolve() == before
    assert json.loads(result.stdout)["dependencies"].startswith("not restored")
    assert upgraded.status()["drift"] == []


def test_a_restore_rebuilds_an_environment_that_is_gone(
    upgraded: RealHost, releases: list[Release]
) -> None:
    oldest = upgraded.backups()[0]
    manifest = json.loads((upgraded.base / f"backups/ai/code_{oldest}/manifest.json").read_text())
    environment = upgraded.app / "environments" / manifest["release"]["environment"]
    environment.rename(upgraded.base / "gone")
    upgraded.done("rollback", "restore", "--backup-id", oldest)
    assert upgraded.tree() == releases[0].tree
    assert (upgraded.app / "venv/bin/python").exists()


def test_real_directories_are_adopted_and_gone_back_to(
    host: RealHost, releases: list[Release]
) -> None:
    old = {
        ".env": "GEMINI_API_KEY=secret\n",
        "api/__init__.py": "",
        "api/main.py": '"""Old."""\n',
        "data/model.bin": "weights",
        "uploads/photo.jpg": "photo",
    }
    for name, content in old.items():
        written(host.live / name, content)
    written(host.app / "requirements.txt", "old\n")
    (host.app / "venv/lib/python3.11/site-packages").mkdir(parents=True)
    (host.app / "venv/bin").mkdir()
    (host.app / "venv/bin/python").symlink_to(sys.executable)

    host.done(*releases[0].words)
    kept = {name: (host.live / name).read_text() for name in (".env", "uploads/photo.jpg")}
    assert kept == {name: old[name] for name in kept}
    assert host.tree() == {**releases[0].tree, ".env": b"GEMINI_API_KEY=secret\n"}
    assert host.live.is_symlink()

    host.done("rollback", "restore")
    assert {name: (host.live / name).read_text() for name in old} == old
    assert (host.app / "requirements.txt").read_text() == "old\n"
    assert host.leftovers() == []


def test_what_the_service_uploads_stays_across_releases(
    host: RealHost, releases: list[Release]
) -> None:
    host.done(*releases[0].words)
    written(host.live / "uploads/photo.jpg", "photo")
    for words in (releases[1].words, releases[2].words, ("rollback", "restore")):
        host.done(*words)
        assert (host.live / "uploads/photo.jpg").read_text() == "photo"
    assert host.leftovers() == []


def test_a_release_that_does_not_import_is_refused(
    host: RealHost, releases: list[Release], tmp_path: Path
) -> None:
    host.done(*releases[0].words)
    wheel = tiny_wheel(tmp_path, sha_of(9), {"api/main.py": "import no_such_module\n"})
    result = host.done("apply", "--wheel", str(wheel), "--sha", sha_of(9), code=2)
    assert "no_such_module" in result.stdout
    assert host.tree() == releases[0].tree
    assert host.leftovers() == []


def test_a_base_behind_a_link_is_the_real_one(host: RealHost, releases: list[Release]) -> None:
    (host.base.parent / "link").symlink_to(host.base)
    linked = RealHost(host.base.parent / "link", host.cache)
    linked.done(*releases[0].words)
    assert str(linked.status()["base"]) == str(host.base.resolve())


def test_a_wheel_is_named_from_where_one_stands(
    host: RealHost, releases: list[Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(releases[0].wheel.parent)
    where = ("--base", str(host.base), "--no-service")
    name = releases[0].wheel.name
    assert main(["preview", "--wheel", name, "--sha", releases[0].sha, *where]) == 0


def test_recovery_of_nothing_and_status_change_nothing(host: RealHost) -> None:
    assert host.status()["release"] is None
    assert list(host.base.iterdir()) == []
    assert "Nothing was left open" in host.done("recover").stdout


def test_status_sees_what_was_changed_by_hand(host: RealHost, releases: list[Release]) -> None:
    host.done(*releases[0].words)
    (host.live / "api/main.py").write_text("# edited\n")
    (host.app / ".deploy/current.json").unlink()
    text = host.done("status").stdout
    assert "changed: api/main.py" in text
    assert "drift: recorded as live is nothing" in text


def test_a_preview_tells_all_and_changes_nothing(host: RealHost, releases: list[Release]) -> None:
    host.done(*releases[0].words)
    host.done(*releases[1].words)
    before = snapshot(host.base)
    _, *words = releases[2].words
    text = host.done("preview", *words).stdout
    assert f"would deploy refit_ai_service-0.1.0-py3-none-any.whl of {releases[2].sha}" in text
    assert "32 files of the run directory would be copied" in text
    text = host.done("preview", "--restore").stdout
    assert f"would restore code_{host.backups()[0]} of {releases[0].sha}" in text
    assert snapshot(host.base) == before
