"""The account of a sweep: its findings by kind on the terminal, each of them in a file."""

from pathlib import Path

import pytest
from rich.console import Console

from sim.reports import account
from sim.sweep.shares import FAST
from sim.sweep.tally import Finding, Tally

FOUND = (("upgrade:0", "served: X"), ("upgrade:1", "served: Y"), ("redeploy:0", "leak: ü"))


def given(found: tuple[tuple[str, str], ...], into: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the account of a sweep with these findings; return what the terminal shows."""
    tally = Tally(findings=[Finding(id=id_, what=what) for id_, what in found])
    monkeypatch.setattr(account, "_without_faults", lambda _order: Tally())
    monkeypatch.setattr(account, "_sweep", lambda _order, _console: tally)
    console = Console(record=True, width=200, quiet=False)
    order = account.Order(
        wheel=None, names=("upgrade",), shares=FAST, workers=1, reports=into, keeps_going=True
    )
    assert account.give(order, console) == bool(found)
    return console.export_text()


def test_every_finding_is_written_and_each_kind_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = given(FOUND, tmp_path, monkeypatch)
    assert "VIOLATION served: X (2 runs)\nreplay it: python -m sim replay 'upgrade:0'" in said
    assert "VIOLATION leak: ü\n" in said
    assert "served: Y" not in said
    lines = (tmp_path / "findings.txt").read_text(encoding="utf-8").splitlines()
    assert lines == [f"{id_}\t{what}" for id_, what in FOUND]


def test_the_findings_of_an_earlier_sweep_do_not_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(FOUND, tmp_path, monkeypatch)
    given((), tmp_path, monkeypatch)
    assert not (tmp_path / "findings.txt").exists()
