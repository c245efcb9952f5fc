"""Tests of evaluations that operators ask for: figures as answers, and a stop that is heeded."""

from pathlib import Path

import pytest

from api.knowledge import read_vocabularies
from api.settings import Settings
from controllers.evaluating import ASKING, BASELINES, ENCODING, MEASURING, OURS, WORDS
from controllers.evaluations import Evaluations
from schemas.errors import NotReady
from schemas.report_body import EvaluateBody, ReportAnswer
from services.jobs.job import JobCancelled
from tests.ai_app.services.embedding.doubles import HashEncoder

SETTINGS = Settings()
QUERIES, MENTORS = 12, 40


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Give a directory with a small part of the held-out set."""
    for name, count in (("queries", None), ("mentors", MENTORS)):
        file = f"held_out_{name}.jsonl"
        lines = (SETTINGS.evaluation_directory / file).read_bytes().splitlines()
        kept = lines[:: len(lines) // QUERIES][:QUERIES] if count is None else lines[:count]
        (tmp_path / file).write_bytes(b"\n".join(kept))
    return tmp_path


def evaluations_of(directory: Path) -> Evaluations:
    return Evaluations(
        known=read_vocabularies(SETTINGS),
        ours=HashEncoder(),
        plain=HashEncoder(revision="plain"),
        directory=directory,
    )


BODY = EvaluateBody(judged_set="held_out", samples=100)


def run(directory: Path) -> tuple[ReportAnswer, list[tuple[str, int, int]]]:
    heard: list[tuple[str, int, int]] = []
    answer = evaluations_of(directory).run(BODY, lambda *told: heard.append(told))
    return answer, heard


def test_every_system_has_its_figures_with_intervals(directory: Path) -> None:
    answer, _ = run(directory)
    assert (answer.judged_set, answer.samples, answer.depth) == ("held_out", 100, 10)
    assert answer.model.name == "hash"
    everything = answer.groups[0]
    assert (everything.language, everything.queries) == ("all", QUERIES)
    assert [(each.system, each.is_baseline) for each in everything.systems] == [
        (OURS, False),
        (WORDS, False),
        *((name, True) for name in BASELINES),
    ]
    for system in everything.systems:
        assert {"nDCG@10", "MRR", "recall@10", "hit@1", "diversity@10"} <= set(system.metrics)
        assert all(each.low <= each.mean <= each.high for each in system.metrics.values())
        assert 0 < system.coverage <= 1
    compared = {(each.system, each.baseline) for each in everything.differences}
    assert compared == {(system, name) for system in (OURS, WORDS) for name in BASELINES}
    by_name = {each.system: each.metrics["diversity@10"].mean for each in everything.systems}
    assert by_name[OURS] > 0.5  # vectors drawn by lot are far apart


def test_it_says_how_far_it_is(directory: Path) -> None:
    _, heard = run(directory)
    assert list(dict.fromkeys(phase for phase, _, _ in heard)) == [ENCODING, ASKING, MEASURING]
    encoded = [(done, total) for phase, done, total in heard if phase == ENCODING]
    assert encoded == [(0, MENTORS), (16, MENTORS), (32, MENTORS)] * 2
    systems = 2 + len(BASELINES)
    asked = [(done, total) for phase, done, total in heard if phase == ASKING]
    assert asked == [(number, systems * QUERIES) for number in range(systems * QUERIES)]


def test_it_stops_when_it_is_told_to(directory: Path) -> None:
    def stop(phase: str, done: int, _total: int) -> None:
        if (phase, done) == (ASKING, 3):
            raise JobCancelled("enough")

    with pytest.raises(JobCancelled):
        evaluations_of(directory).run(BODY, stop)


def test_a_set_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="the judged set cannot be used: held_out_mentors"):
        evaluations_of(tmp_path).run(BODY, lambda *_: None)
