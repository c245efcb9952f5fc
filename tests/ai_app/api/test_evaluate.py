"""Tests of when the ranking is not good enough."""

import sys
from collections.abc import Sequence

import pytest

from api import evaluate
from api.evaluate import shortcomings
from services.evaluation.judging import Rules, judged
from services.evaluation.report import Bootstrap, Report, report
from tests.ai_app.services.evaluation.queries import Language, asked

QUERIES = [asked(number, Language.KOREAN, {1: 3, 2: 1}) for number in range(60)]
BASELINES = ("BM25", "popularity", "plain cosine")


def reported(ours: Sequence[int], theirs: Sequence[int]) -> Report:
    systems = {
        "ours": lambda _query: ours,
        "ours, no model": lambda _query: theirs,
        **dict.fromkeys(BASELINES, lambda _query: theirs),
    }
    found = judged(systems, QUERIES, Rules())
    return report(found, baselines=BASELINES, catalogue=[1, 2, 3], bootstrap=Bootstrap(samples=50))


def test_what_is_clearly_better_is_good_enough() -> None:
    assert list(shortcomings(reported([1, 2], [3, 2]), 0.9)) == []


def test_what_is_no_better_than_a_plain_way_is_not() -> None:
    found = list(shortcomings(reported([1, 2], [1, 2]), 0.9))
    assert found == [
        f"{metric} is not clearly above that of {baseline}"
        for baseline in BASELINES
        for metric in ("nDCG@10", "MRR")
    ]


def test_what_is_worse_is_not() -> None:
    assert len(list(shortcomings(reported([3, 2], [1, 2]), 0.0))) == 6


def test_what_is_lower_than_it_was_is_not() -> None:
    (fault,) = shortcomings(reported([2, 1], [3]), 0.99)
    assert "was at least 0.99" in fault


@pytest.mark.parametrize(("least", "code"), [(0.0, 0), (1.1, 1)])
def test_the_command_fails_where_it_is_not_good_enough(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], least: float, code: int
) -> None:
    monkeypatch.setattr(sys, "argv", ["evaluate"])
    monkeypatch.setattr(evaluate, "NDCG_MIN", {"held_out": least})
    monkeypatch.setattr(evaluate, "load_centred", lambda *_: None)
    monkeypatch.setattr(evaluate, "load_encoder", lambda *_: None)
    monkeypatch.setattr(evaluate, "evaluate", lambda *_, **__: reported([1, 2], [3, 2]))
    assert evaluate.main() == code
    told = capsys.readouterr()
    assert "# held_out" in told.out
    assert ("was at least" in told.err) is bool(code)
