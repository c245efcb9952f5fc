"""The simulator's commands: what they print, write and return."""

import json
from pathlib import Path

import pytest

from sim import cli
from sim.harm.faults import KINDS
from sim.stories import scenarios

KEYS = {
    *("runs", "violations", "void", "effects", "seconds", "deployments"),
    *("deployments_per_second", "scenarios"),
}


def test_list_names_every_scenario_and_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list"]) == 0
    said = capsys.readouterr().out
    for name in (*scenarios.everything(), *KINDS):
        assert name in said


def test_run_tells_how_a_scenario_ended(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "upgrade"]) == 0
    assert capsys.readouterr().out.strip() == "upgrade: 0; B serves"
    assert cli.main(["run", "upgrade", "--faults", "0.files.flush@flush#1=error"]) == 0
    assert capsys.readouterr().out.strip().endswith("2 then 0; B serves")


def test_replay_prints_the_trace_and_the_same_ending(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["replay", "upgrade:0.files.flush@flush#1=error"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("files.flush@flush#1" in line and "[error OSError]" in line for line in lines)
    assert lines[-1].endswith("2 then 0; B serves")


def test_a_fault_that_never_fires_is_no_proof(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["replay", "upgrade:0.files.flush@flush#99=error"]) == 1
    assert "void" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["run", "nothing"],
        ["replay", "nothing:0.files.write@fetch#1=error"],
        ["replay", "upgrade:nonsense"],
        ["replay", "upgrade:0.files.write@fetch#1=404"],
        ["run", "upgrade", "--faults", "nonsense"],
        ["sweep", "--scenario", "nothing"],
        ["sweep", "--workers", "0"],
        ["sweep", "--pairs", "2"],
        ["sweep", "--gate", "--fast"],
        ["sweep", "--gate", "--scenario", "upgrade"],
    ],
    ids=" ".join,
)
def test_a_request_that_is_none_gets_one_clear_line_and_advice(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    first, second = said.err.splitlines()
    assert first.startswith("refused: ")
    assert second.startswith("  next: ")


@pytest.mark.lengthy
def test_a_fast_sweep_writes_its_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["sweep", "--fast", "--scenario", "third", "--scenario", "restore_latest"]
    assert cli.main([*words, "--workers", "1", "--reports", str(tmp_path)]) == 0
    assert "third" in (tmp_path / "summary.json").read_text(encoding="utf-8")
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert set(summary) >= KEYS
    assert (summary["violations"], summary["void"]) == (0, 0)
    assert summary["runs"] > 2
    assert summary["deployments"] > 2
    assert {path.stem for path in (tmp_path / "traces").iterdir()} == {
        "third",
        "restore_latest",
    }
    assert capsys.readouterr().err == ""


@pytest.mark.lengthy
def test_two_sweeps_of_one_seed_write_the_same_traces(tmp_path: Path) -> None:
    words = ["sweep", "--fast", "--scenario", "third", "--workers", "1", "--seed", "7"]
    found = []
    for name in ("one", "two"):
        assert cli.main([*words, "--reports", str(tmp_path / name)]) == 0
        found.append((tmp_path / name / "traces" / "third.trace").read_bytes())
    assert found[0] == found[1]
