"""The command `timeline`: as text, as a page, and what it refuses."""

from pathlib import Path

import pytest

from sim import cli
from sim.timeline.command import FOLDER, file_name
from tests.sim.timeline.chronicles import FAULT


def test_it_is_told_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["timeline", "upgrade"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Deploy B (commit ae4f281df5a5) — done (exit 0)\n")
    assert max(map(len, said.splitlines())) <= 100


def test_a_page_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "new" / "page.html"
    assert cli.main(["timeline", FAULT, "--html", str(path)]) == 0
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_page_has_a_place_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["timeline", FAULT, "--html"]) == 0
    assert (tmp_path / FOLDER / "restore_latest_0.run.pm2_start_1=fails.html").is_file()


@pytest.mark.parametrize("words", [["no_such_story"], ["upgrade:nonsense"], ["control.none"]])
def test_what_is_no_run_is_refused(words: list[str]) -> None:
    assert cli.main(["timeline", *words]) == 2


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert cli.main(["timeline", "upgrade", "--html", str(tmp_path / "file" / "page.html")]) == 2


@pytest.mark.parametrize("run_id", ["../../etc/passwd", "a" * 400, "", "..", "a:b+c!"])
def test_no_id_leads_out_of_the_folder(run_id: str) -> None:
    name = file_name(run_id)
    assert 0 < len(name) <= 120
    assert "/" not in name
    assert name.strip(".")
