"""Tests of the measurements: a tiny run of all of them, and what is made of figures."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.ai_app.bench import command
from tests.ai_app.bench.course import Plan
from tests.ai_app.bench.figures import Figure
from tests.ai_app.serving import ONE_THREAD

pytestmark = pytest.mark.lengthy

TINY = Plan(
    sizes=(40,),
    rounds=3,
    engine_rounds=2,
    models=3,
    mentees=20,
    texts=2,
    profiles=4,
    cohort=(6, 4),
    cohort_rounds=1,
    hnsw_max=40,
)


@pytest.fixture
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in ONE_THREAD.items():
        monkeypatch.setenv(name, count)


@pytest.mark.usefixtures("_one_thread")
def test_all_is_measured_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "deeper" / "figures.json"
    assert command.main(["--json", str(path)], TINY) == 0
    told = json.loads(path.read_text(encoding="utf-8"))["figures"]
    shown = capsys.readouterr().out
    for each in told:
        assert each["name"].split(",")[0][:20] in shown
        assert (each["figure"] or 0) > 0 or each["note"] or each["name"] == "what a fresh text adds"
    aims = {each["name"]: each["aim"] for each in told if each["aim"] is not None}
    assert aims == {
        "health": 0.3,
        "what a fresh text adds": 6.0,
        "a cohort of 6 and 4, the matching alone": 50.0,
        "memory, nobody kept": 350.0,
        "ingest, until all vectors are kept": 150.0,
    }
    exact = [each["recall"] for each in told if each["recall"] is not None]
    assert exact == [1.0] * len(exact)
    assert len(exact) >= 4


def test_libraries_that_would_take_every_core_are_loaded_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[tuple[Sequence[str], dict[str, str]]] = []

    def call(words: Sequence[str], *, env: dict[str, str]) -> int:
        started.append((words, env))
        return 0

    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(subprocess, "call", call)
    assert command.main(["--mentors", "7"]) == 0
    ((words, environment),) = started
    assert list(words[-2:]) == ["--mentors", "7"]
    assert ONE_THREAD.items() <= environment.items()


def test_options_change_the_plan_and_nothing_else_of_it() -> None:
    options = command.parser().parse_args(["--size", "10", "20", "--hnsw-max", "0"])
    assert command.planned(options, TINY).sizes == (10, 20)
    assert command.planned(options, TINY).hnsw_max == 0
    assert command.planned(options, TINY).rounds == TINY.rounds


def test_a_recommendation_that_is_not_the_best_is_wrong() -> None:
    ours = Figure(name="recommend to a kept mentee", unit="ms", figure=1.0, recall=0.9)
    theirs = Figure(name="pgvector, HNSW", unit="ms", figure=1.0, recall=0.9)
    assert command.is_wrong(ours)
    assert not command.is_wrong(theirs)


@pytest.mark.parametrize("word", ["0", "-1", "many"])
def test_a_size_is_one_or_more(word: str) -> None:
    with pytest.raises(SystemExit):
        command.parser().parse_args(["--mentors", word])
