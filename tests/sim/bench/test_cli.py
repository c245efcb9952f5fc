"""The command: what it is asked for, and what it comes to."""

import json
from pathlib import Path

import pytest

from sim.bench import cli, rounds
from sim.bench.figures import Key, Sheet
from sim.bench.rounds import Measured
from sim.bench.thresholds import DEPLOYER
from tests.sim.bench import sheets
from tests.sim.bench.test_taking import course

ABOUT: dict[str, object] = {"cores": 2}


def measuring(named: sheets.Named, seen: list[object]) -> object:
    """Give what stands in for the measuring itself: made-up figures."""

    def measure(
        content: bytes, names: tuple[str, ...], count: int, sheet: Sheet, console: object
    ) -> tuple[dict[str, object], list[Measured]]:
        del console
        seen.extend((content, names, count))
        for (operation, way, name), numbers in named.items():
            for number in numbers:
                sheet.add(Key(DEPLOYER, operation, way, name, sheets.UNITS[name]), number)
        return ABOUT, [Measured(who=DEPLOYER, operation="deploy", course=course(), log=())]

    return measure


def measured(
    monkeypatch: pytest.MonkeyPatch, folder: Path, named: sheets.Named, *words: str
) -> tuple[int, list[object]]:
    seen: list[object] = []
    monkeypatch.setattr(cli, "_measure", measuring(named, seen))
    (folder / "x.whl").write_bytes(b"wheel")
    output = str(folder / "reports/bench.json")
    given = ["--wheel", str(folder / "x.whl"), "--output", output, *words]
    return cli.main(given), seen


def test_good_figures_are_written_down_and_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, seen = measured(monkeypatch, tmp_path, sheets.good())
    assert (code, seen) == (0, [b"wheel", rounds.ALL, 3])
    said = capsys.readouterr().out
    assert "0 of" in said
    assert "VIOLATED" not in said
    found = json.loads((tmp_path / "reports/bench.json").read_text(encoding="utf-8"))
    assert set(found) >= {"date", "commit", "machine", "rounds", "figures", "thresholds"}
    assert found["machine"] == ABOUT
    assert all(figure["unit"] for figure in found["figures"])


def test_a_violated_threshold_fails_and_is_written_down_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {**sheets.good(), ("deploy", "caddy", "failed"): (0, 1, 0)}
    assert measured(monkeypatch, tmp_path, named)[0] == 1
    assert "VIOLATED" in capsys.readouterr().out
    assert (tmp_path / "reports/bench.json").is_file()


def test_quick_is_one_round_of_the_shorter_operations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, seen = measured(monkeypatch, tmp_path, sheets.good(), "--quick")
    assert seen[1:] == [rounds.QUICK, 1]
    assert set(rounds.QUICK) < set(rounds.ALL)


@pytest.mark.parametrize(
    "words", [["--rounds", "0"], ["--rounds", "99"], ["--wheel", "/nonexistent.whl"]], ids=" ".join
)
def test_a_request_that_is_none_gets_one_clear_line_and_advice(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("refused: ")
    assert second.startswith("  next: ")
