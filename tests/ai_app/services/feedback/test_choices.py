"""Tests of who knows nothing of what people chose."""

from services.feedback.choices import ChosenMentors, NothingKnown


def test_of_nobody_anything_is_known() -> None:
    chosen: ChosenMentors = NothingKnown()
    assert chosen.chosen_by(7) == frozenset()
