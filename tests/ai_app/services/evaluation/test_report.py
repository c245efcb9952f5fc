"""The report: each figure is that of its queries, its interval that of its samples."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from services.evaluation.intervals import (
    difference_interval,
    mean_interval,
    resamples,
)
from services.evaluation.judging import Judged, Rules, judged
from services.evaluation.report import Bootstrap, Difference, Group, Report, report
from tests.ai_app.services.evaluation.queries import PEOPLE, QUERIES, SYSTEMS, Language, asked

DRAWN = Bootstrap(samples=200, confidence=0.9, seed=5)


@pytest.fixture(scope="module")
def of() -> Judged:
    return judged(SYSTEMS, QUERIES, Rules(depth=2))


@pytest.fixture(scope="module")
def made(of: Judged) -> Report:
    return report(of, baselines=["by id", "silent"], catalogue=PEOPLE, bootstrap=DRAWN)


def test_there_is_a_group_for_all_and_for_each_language_that_was_asked(made: Report) -> None:
    assert [(each.language, each.queries, each.left_out) for each in made.groups] == [
        ("all", 4, 2),
        ("ko", 2, 1),
        ("en", 2, 0),
        ("mixed", 0, 1),
    ]
    assert (made.rules, made.bootstrap) == (Rules(depth=2), DRAWN)


def test_a_language_nobody_asked_in_is_not_there() -> None:
    of = judged(SYSTEMS, [asked(1, Language.ENGLISH, {1: 1})], Rules())
    made = report(of, baselines=[], catalogue=PEOPLE, bootstrap=DRAWN)
    assert [each.language for each in made.groups] == ["all", "en"]
    assert [each.differences for each in made.groups] == [(), ()]


def values(of: Judged, group: Group, system: str, metric: str) -> list[float]:
    return [
        value
        for value, language in zip(of.values[system][metric], of.languages, strict=True)
        if group.language in ("all", language)
    ]


def test_every_estimate_is_of_the_queries_of_its_group(of: Judged, made: Report) -> None:
    for group in made.groups[:3]:
        samples = resamples(group.queries, count=200, seed=5)
        assert [each.system for each in group.figures] == ["knowing", "by id", "silent"]
        for figures in group.figures:
            assert [each.metric for each in figures.estimates] == list(of.values[figures.system])
            for estimate in figures.estimates:
                seen = values(of, group, figures.system, estimate.metric)
                assert estimate.interval == mean_interval(seen, samples, confidence=0.9)


def test_every_system_is_compared_with_every_baseline(of: Judged, made: Report) -> None:
    for group in made.groups[:3]:
        samples = resamples(group.queries, count=200, seed=5)
        assert [(each.system, each.baseline, each.metric) for each in group.differences] == [
            ("knowing", baseline, metric)
            for baseline in ("by id", "silent")
            for metric in of.values["knowing"]
        ]
        for each in group.differences:
            system = values(of, group, each.system, each.metric)
            baseline = values(of, group, each.baseline, each.metric)
            assert each.interval == difference_interval(system, baseline, samples, confidence=0.9)
            assert (each.certain, each.apart) == (False, False)  # of so few queries


def test_coverage_is_of_the_rankings_of_the_group(made: Report) -> None:
    assert [[each.coverage for each in group.figures] for group in made.groups] == [
        [6 / 8, 2 / 8, 0],  # the knowing show 1 2, 3 1, 6 5 and 8 1
        [3 / 8, 2 / 8, 0],
        [4 / 8, 2 / 8, 0],
        [],
    ]


def test_it_can_be_written_down_and_is_the_same_again(of: Judged, made: Report) -> None:
    again = report(of, baselines=["by id", "silent"], catalogue=PEOPLE, bootstrap=DRAWN)
    assert again == made
    plain = json.loads(json.dumps(asdict(made)))
    assert plain["groups"][3] == {
        "language": "mixed",
        "queries": 0,
        "left_out": 1,
        "figures": [],
        "differences": [],
    }


def test_an_interval_does_not_hang_on_who_else_is_measured(made: Report) -> None:
    alone = judged({"by id": SYSTEMS["by id"]}, QUERIES, Rules(depth=2))
    found = report(alone, baselines=[], catalogue=PEOPLE, bootstrap=DRAWN)
    assert [group.figures[0] for group in found.groups[:3]] == [
        group.figures[1] for group in made.groups[:3]
    ]


def test_a_better_system_is_apart_from_a_bad_one_and_not_from_its_like() -> None:
    chance = np.random.default_rng(4)
    queries = [asked(number, Language.KOREAN, {1: 1}) for number in range(60)]
    places = {name: chance.integers(0, most, 60) for name, most in [("good", 2), ("as good", 2)]}
    systems = {
        "good": lambda query: [*range(9, 9 + places["good"][query.id]), 1],
        "as good": lambda query: [*range(9, 9 + places["as good"][query.id]), 1],
        "bad": lambda _query: [*range(9, 18), 1],
    }
    made = report(
        judged(systems, queries, Rules()),
        baselines=["as good", "bad"],
        catalogue=range(20),
        bootstrap=Bootstrap(samples=500),
    )
    found: dict[str, Difference] = {
        each.baseline: each for each in made.groups[0].differences if each.metric == "MRR"
    }
    assert (found["bad"].certain, found["bad"].apart) == (True, True)
    assert (found["as good"].certain, found["as good"].apart) == (False, False)


@pytest.mark.parametrize(("size", "certain"), [(5, False), (6, True)])
def test_always_better_is_certain_only_of_enough_queries(size: int, certain: bool) -> None:
    queries = [asked(number, Language.ENGLISH, {2: 1}) for number in range(size)]
    made = report(
        judged(SYSTEMS, queries, Rules()),
        baselines=["by id"],
        catalogue=PEOPLE,
        bootstrap=Bootstrap(samples=100),
    )
    first = made.groups[0].differences[1]
    assert (first.metric, first.interval.low, first.interval.high) == ("MRR", 0.5, 0.5)
    assert (first.certain, first.apart) == (certain, certain)


def test_a_difference_may_be_certain_where_the_systems_are_not_apart() -> None:
    queries = [asked(number, Language.MIXED, {1: 1}) for number in range(20)]
    places = [2, 9] * 10
    systems = {
        "better": lambda query: [*range(10, 10 + places[query.id] - 1), 1],
        "plain": lambda query: [*range(10, 10 + places[query.id]), 1],
    }
    made = report(
        judged(systems, queries, Rules()),
        baselines=["plain"],
        catalogue=range(20),
        bootstrap=Bootstrap(samples=500),
    )
    found = {each.metric: each for each in made.groups[0].differences}
    assert (found["nDCG@10"].certain, found["nDCG@10"].apart) == (True, False)


def test_what_cannot_be_reported_is_refused(of: Judged) -> None:
    with pytest.raises(ValueError, match="no system of this name was judged: 'bm25'"):
        report(of, baselines=["bm25"], catalogue=PEOPLE, bootstrap=DRAWN)
    with pytest.raises(ValueError, match="not in the catalogue: 2"):
        report(of, baselines=[], catalogue=[1], bootstrap=DRAWN)
    nothing = judged(SYSTEMS, [QUERIES[2]], Rules())
    with pytest.raises(ValueError, match="no query to which anybody is relevant"):
        report(nothing, baselines=[], catalogue=PEOPLE, bootstrap=DRAWN)
