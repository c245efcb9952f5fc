"""An operator's mistakes: exit code 2, one clear line, and not a byte changed."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.adapters.files import LocalFiles
from deploy.cli import main
from tests.deploy.real import RealHost, Release, snapshot
from tests.wheels import NAME, sha_of, tiny_wheel, zipped

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def used(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, releases: list[Release]
) -> RealHost:
    """Give a host on which two releases were deployed."""
    base = tmp_path_factory.mktemp("used") / "base"
    base.mkdir()
    host = RealHost(base, cache)
    host.done(*releases[0].words)
    host.done(*releases[1].words)
    return host


def refused(host: RealHost, capsys: Capture, *words: str, base: str | None = None) -> str:
    """Run a command in this process; prove it refused and touched nothing; return what it said."""
    before = snapshot(host.base)
    where = str(host.base) if base is None else base
    assert main([*words, "--base", where, "--no-service"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    first, *rest = said.err.splitlines()
    assert first.startswith("REFUSED, nothing was touched: ")
    assert all(line.startswith("  next: ") for line in rest)
    assert len(rest) == 1
    assert snapshot(host.base) == before
    return said.err


MEMBERS: dict[str, str | bytes] = {"ai_app/__init__.py": "", "ai_app/api/main.py": ""}
BAD_WHEELS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "absent": (lambda folder: folder / NAME, "No such file"),
    "a directory": (lambda folder: folder, "is a directory"),
    "not a zip": (lambda folder: written(folder / NAME, b"no zip at all"), "not a readable wheel"),
    "empty": (lambda folder: written(folder / NAME, b""), "not a readable wheel"),
    "wrong name": (
        lambda folder: written(folder / "other-1.0-py3-none-any.whl", b""),
        "no wheel of this service",
    ),
    "no record": (lambda folder: zipped(folder / NAME, MEMBERS), "no RECORD"),
    "without entry": (
        lambda folder: tiny_wheel(folder, sha_of(1), {"api/main.py": None}),
        "ai_app/api/main.py is missing",
    ),
    "outside": (
        lambda folder: zipped(folder / NAME, {**MEMBERS, "ai_app/../../x": ""}),
        "written outside",
    ),
    "cut short": (
        lambda folder: written(folder / NAME, tiny_wheel(folder, sha_of(1)).read_bytes()[:-99]),
        "not a readable wheel",
    ),
    "of another commit": (lambda folder: tiny_wheel(folder, sha_of(8)), "was built from"),
    "with the host's own file": (
        lambda folder: tiny_wheel(folder, sha_of(1), {".env": "KEY=1"}),
        "which the host keeps for itself",
    ),
}


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.lengthy
@pytest.mark.parametrize("name", sorted(BAD_WHEELS))
def test_a_bad_wheel(used: RealHost, capsys: Capture, tmp_path: Path, name: str) -> None:
    make, reason = BAD_WHEELS[name]
    wheel = str(make(tmp_path))
    said = refused(used, capsys, "apply", "--wheel", wheel, "--sha", sha_of(1))
    assert reason.lower() in said.lower()


def test_a_wheel_that_is_a_pipe(used: RealHost, capsys: Capture, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / NAME)
    refused(used, capsys, "apply", "--wheel", str(tmp_path / NAME), "--sha", sha_of(1))


@pytest.mark.parametrize("sha", ["", "main", "0" * 39, "0" * 41, "A" * 40, "../" * 13 + "x"])
def test_what_is_no_commit(
    used: RealHost, capsys: Capture, releases: list[Release], sha: str
) -> None:
    refused(used, capsys, "apply", "--wheel", str(releases[2].wheel), "--sha", sha)


@pytest.mark.parametrize("digest", ["", "0" * 64, "sha256:abc", "0" * 63])
def test_a_wrong_digest(
    used: RealHost, capsys: Capture, releases: list[Release], digest: str
) -> None:
    said = refused(used, capsys, *releases[2].words, "--sha256", digest)
    assert "SHA-256" in said


def test_the_right_digest_is_no_mistake(used: RealHost, releases: list[Release]) -> None:
    digest = hashlib.sha256(releases[2].wheel.read_bytes()).hexdigest()
    _, *words = releases[2].words
    assert main(["preview", *words, "--sha256", digest.upper(), "--base", str(used.base)]) == 2
    words += ["--sha256", digest.upper(), "--base", str(used.base), "--no-service"]
    assert main(["preview", *words]) == 0


@pytest.mark.parametrize(
    "backup_id",
    [
        "../../etc",
        "code_../../../x",
        "20260127150000/..",
        "safety_before_rollback_20260127150000",
        "20261399000000",
        "٢٠٢٦٠١٢٧١٥٠٠٠٠",  # digits, but not the ones of a stamp
        "20260127150000\n",
        "-1",
        " ",
    ],
)
def test_what_is_no_backup_id(used: RealHost, capsys: Capture, backup_id: str) -> None:
    said = refused(used, capsys, "rollback", "restore", f"--backup-id={backup_id}")
    assert "rollback list" in said


def test_an_unknown_backup(used: RealHost, capsys: Capture) -> None:
    words = ("rollback", "restore", "--backup-id", "20200101000000")
    assert f"the newest is code_{used.backups()[-1]}" in refused(used, capsys, *words)


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        ("", "is empty"),
        (" ", "is empty"),
        ("relative/path", "is not absolute"),
        ("/", "is the root"),
        ("//./", "is the root"),
        ("/srv/../etc", "is not a plain path"),
        ("/srv\n", "is not a plain path"),
        ("/no/such/directory", "is no directory"),
        ("/etc/passwd", "is no directory"),
    ],
)
@pytest.mark.parametrize("command", ["apply", "restore", "recover"])
def test_a_bad_base(
    used: RealHost,
    capsys: Capture,
    releases: list[Release],
    command: str,
    base: str,
    reason: str,
) -> None:
    words = {"apply": releases[2].words, "restore": ("rollback", "restore")}
    said = refused(used, capsys, *words.get(command, (command,)), base=base)
    assert reason in said


def test_an_empty_variable_is_named(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_BASE_PATH", "")
    assert main(["status"]) == 2
    assert "SERVER_BASE_PATH is set but empty" in capsys.readouterr().err


def test_the_variable_names_the_base(
    used: RealHost, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVER_BASE_PATH", f"{used.base}/")
    assert main(["status", "--json", "--no-service"]) == 0
    assert json.loads(capsys.readouterr().out)["base"] == str(used.base.resolve())


@pytest.mark.parametrize("place", ["", "app/ai", "backups/ai"])
def test_a_base_of_another_user(
    tmp_path: Path, cache: Path, capsys: Capture, releases: list[Release], place: str
) -> None:
    (tmp_path / "app/ai").mkdir(parents=True)
    (tmp_path / "backups/ai").mkdir(parents=True)
    given = tmp_path / place
    if os.geteuid() == 0:
        os.chown(given, 12345, -1)
    else:
        given.chmod(0o555)
    try:
        said = refused(RealHost(tmp_path, cache), capsys, *releases[0].words)
    finally:
        given.chmod(0o755)
    assert "belongs to another user or cannot be written" in said


def test_a_busy_lock(used: RealHost, capsys: Capture, releases: list[Release]) -> None:
    with LocalFiles().lock(str(used.app / ".deploy/lock")):
        assert "another deployment" in refused(used, capsys, *releases[2].words)
        assert "another deployment" in refused(used, capsys, "recover")


@pytest.fixture
def pointer(used: RealHost) -> Iterator[Path]:
    """Give the pointer of a host to write by hand; it is as it was afterwards."""
    path = used.app / "current"
    target = path.readlink()
    yield path
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize("form", ["{}/", "./{}", "{app}/{}"])
def test_a_pointer_by_hand_is_no_mistake(
    used: RealHost, pointer: Path, capsys: Capture, releases: list[Release], form: str
) -> None:
    target = form.format(pointer.readlink(), app=used.app)
    pointer.unlink()
    os.symlink(target, pointer)  # noqa: PTH211 - pathlib takes the slash away
    _, *words = releases[2].words
    assert main(["preview", *words, "--base", str(used.base), "--no-service"]) == 0
    assert f"would go back to {sha_of(1)[:12]}" in capsys.readouterr().out


def test_a_pointer_that_is_gone(
    used: RealHost, pointer: Path, capsys: Capture, releases: list[Release]
) -> None:
    target = pointer.readlink()
    pointer.unlink()
    said = refused(used, capsys, *releases[2].words)
    assert f"ln -sfn {target} {pointer}" in said


def test_a_link_past_the_pointer(used: RealHost, capsys: Capture, releases: list[Release]) -> None:
    venv = used.app / "venv"
    there = venv.readlink()
    venv.unlink()
    venv.symlink_to(used.app / "environments")
    try:
        said = refused(used, capsys, *releases[2].words)
    finally:
        venv.unlink()
        venv.symlink_to(there)
    assert f"ln -sfn current/venv {venv}" in said


def test_no_backup_at_all(host: RealHost, capsys: Capture) -> None:
    assert "holds no backup" in refused(host, capsys, "rollback", "restore")


def test_a_reason_that_says_nothing(
    used: RealHost, capsys: Capture, releases: list[Release]
) -> None:
    assert "--force needs a reason" in refused(used, capsys, *releases[2].words, "--force", " ")


@pytest.mark.parametrize("python", ["", "-x", "3.11 --break", "../python"])
def test_what_names_no_python(
    used: RealHost, capsys: Capture, releases: list[Release], python: str
) -> None:
    assert "--python" in refused(used, capsys, *releases[2].words, f"--python={python}")


def test_a_preview_of_nothing(used: RealHost, capsys: Capture) -> None:
    assert "--wheel FILE" in refused(used, capsys, "preview")


def test_settings_that_are_no_settings(host: RealHost, capsys: Capture) -> None:
    (host.base / "infra").mkdir()
    (host.base / "infra/deploy.json").write_text('{"port": "8000"}')
    assert "infra/deploy.json: port cannot be '8000'" in refused(host, capsys, "status")


def test_a_refusal_as_json(host: RealHost, capsys: Capture) -> None:
    assert main(["rollback", "restore", "--json", "--base", str(host.base)]) == 2
    said = json.loads(capsys.readouterr().out)
    assert (said["exit_code"], "holds no backup" in said["message"]) == (2, True)


@pytest.mark.parametrize("word", ["--backup-id=--", "--force=--", "--python=--"])
def test_two_dashes_are_no_value(word: str, capsys: Capture) -> None:
    """L40: a half-given id must not mean the newest."""
    try:
        code = main(["rollback", "restore", word, "--base", "/no/such/base"])
    except SystemExit as error:  # from Python 3.13 on they are a word like any other
        code = int(error.code or 0)
    assert code == 2
    said = capsys.readouterr().err
    assert f"{word.removesuffix('=--')} cannot be '--'" in said or "REFUSED" in said


@pytest.mark.parametrize("words", [(), ("rollback",), ("apply",), ("nonsense",), ("apply", "--x")])
def test_a_line_that_makes_no_sense_is_argparse_s(words: tuple[str, ...], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err
