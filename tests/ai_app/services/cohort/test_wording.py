"""The wording: each reason is a sentence in both languages, and the bar is named."""

from typing import get_args

import pytest

from schemas.language import Language
from services.cohort.outcome import Bar, Unmatched, Why
from services.cohort.wording import reason, rural_hospitals


def unmatched(why: Why) -> Unmatched:
    bar = Bar(mentor_id=101, fitting=0.9, own=0.75) if why is Why.OUTRANKED else None
    return Unmatched(mentee_id=1, why=why, mentors_acceptable=12, bar=bar)


@pytest.mark.parametrize("language", get_args(Language))
def test_each_reason_is_a_sentence_of_its_own(language: Language) -> None:
    said = {reason(unmatched(why), language) for why in Why}
    assert len(said) == len(Why)
    assert all(sentence.endswith(".") for sentence in said)
    assert rural_hospitals(language).endswith("(Roth, 1986).")


@pytest.mark.parametrize("language", get_args(Language))
def test_the_bar_is_named(language: Language) -> None:
    said = reason(unmatched(Why.OUTRANKED), language)
    assert all(fact in said for fact in ("12", "101", "0.900", "0.750"))
