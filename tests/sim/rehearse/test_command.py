"""The command `rehearse`: its exit codes, what it prints, and what it refuses."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.snapshot import document
from sim import cli
from sim.goods import wheels
from sim.rehearse import sweeping
from sim.states import hosts, start
from tests.sim.rehearse.hosts import after, seen


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Give a directory with a snapshot that was taken just now, and a wheel."""
    found = replace(seen(start.one_release().fork()), taken=sweeping.now())
    (tmp_path / "host.json").write_bytes(document.encode(found))
    (tmp_path / wheels.FILE_NAME).write_bytes(wheels.wheel("B"))
    return tmp_path


def words(files: Path, *more: str) -> list[str]:
    wheel = ["--wheel", str(files / wheels.FILE_NAME), "--sha", wheels.sha("B")]
    return ["rehearse", "--snapshot", str(files / "host.json"), *wheel, *more]


def test_no_go_is_two_and_the_answer_is_written(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full = replace(after(hosts.disk_is_full, start.one_release), taken=sweeping.now())
    (files / "host.json").write_bytes(document.encode(full))
    assert cli.main(words(files, "--json", str(files / "answer.json"))) == 2
    assert capsys.readouterr().out.startswith("NO-GO: 2 reasons\n  - disk: 1 MiB are free")
    answer = json.loads((files / "answer.json").read_text(encoding="utf-8"))
    assert (answer["answer"], answer["exit_code"], answer["swept"]) == ("no-go", 2, None)
    assert answer["without_faults"]["exit_code"] == 2
    assert [reason["about"] for reason in answer["reasons"]] == ["disk", "planned"]


def test_one_plan_of_faults_is_run_and_traced(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words(files, "--faults", "files.flush@flush#1=error")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("files.flush@flush#1" in line and "[error OSError]" in line for line in lines)
    assert lines[-1].endswith("2 then 0; the planned release serves")
    assert cli.main(words(files, "--faults", "0.files.flush@flush#99=error")) == 1
    assert "void" in capsys.readouterr().out


@pytest.mark.parametrize(
    "more",
    [
        ["--faults", "nonsense"],
        ["--backup-id", "20260127150000"],
        ["--code-only"],
        ["--sha256", "abc"],
        ["--force", " "],
        ["--seconds", "0"],
        ["--workers", "0"],
        ["--base", "relative"],
        ["--sha", "abc"],
        ["--snapshot", "/nothing/there"],
    ],
    ids=" ".join,
)
def test_a_request_that_is_none_is_refused_in_a_line(
    more: list[str], files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words(files, *more)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    first, second = said.err.splitlines()
    assert first.startswith("refused: ")
    assert second.startswith("  next: ")


@pytest.mark.parametrize(
    "more", [["--sha", "0" * 40], ["--backup-id", "newest"], ["--sha256", "0" * 64]], ids=" ".join
)
def test_a_restore_takes_no_wheel(
    more: list[str], files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["rehearse", "--snapshot", str(files / "host.json"), "--restore", *more]) == 2
    assert "refused: " in capsys.readouterr().err


def test_a_snapshot_that_was_changed_is_refused(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = files / "host.json"
    path.write_bytes(path.read_bytes().replace(b"backend", b"backenD", 1))
    assert cli.main(words(files)) == 2
    assert "does not match its checksum" in capsys.readouterr().err
