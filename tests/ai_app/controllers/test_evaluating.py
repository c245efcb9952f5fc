"""Tests of the evaluation: systems are asked the same, and their figures are told."""

import pytest

from api.knowledge import read_vocabularies
from api.settings import Settings
from controllers.evaluating import BASELINES, OURS, WORDS, JudgedSet, evaluate, read_set
from services.evaluation.report import Bootstrap
from tests.ai_app.services.embedding.doubles import HashEncoder

SETTINGS = Settings()
KNOWN = read_vocabularies(SETTINGS)
FEW = Bootstrap(samples=50)


@pytest.mark.parametrize("name", ["main", "held_out"])
def test_both_sets_are_there_with_names_normalised(name: str) -> None:
    of = read_set(SETTINGS.evaluation_directory, name, KNOWN)
    assert len(of.queries) >= 60
    for mentor in of.mentors:
        assert mentor.profile.jobs == KNOWN.jobs.normalised(mentor.profile.jobs)


def test_every_system_is_judged_on_every_language() -> None:
    whole = read_set(SETTINGS.evaluation_directory, "held_out", KNOWN)
    of = JudgedSet(mentors=whole.mentors, queries=whole.queries[::4])
    encoder = HashEncoder()
    found = evaluate(of, ours=encoder, plain=encoder, known=KNOWN, bootstrap=FEW)
    (everything, *_) = found.groups
    assert {each.system for each in everything.figures} == {OURS, WORDS, *BASELINES}
    compared = {(each.system, each.baseline) for each in everything.differences}
    assert {(OURS, baseline) for baseline in BASELINES} <= compared


def test_the_same_evaluation_gives_the_same_report() -> None:
    whole = read_set(SETTINGS.evaluation_directory, "held_out", KNOWN)
    of = JudgedSet(mentors=whole.mentors, queries=whole.queries[::8])
    one, other = (
        evaluate(of, ours=HashEncoder(), plain=HashEncoder(), known=KNOWN, bootstrap=FEW)
        for _ in range(2)
    )
    assert one == other
