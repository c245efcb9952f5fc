"""Tests of what two people share."""

from schemas.people import Profile
from tests.ai_app.services.words.pairs import pair


def test_what_is_shared_is_named_as_the_mentor_does_in_the_mentees_order() -> None:
    two = pair(
        mentor=Profile(jobs=("Data Analyst",), skills=("SQL", "Python", "R")),
        mentee=Profile(jobs=("data-analyst",), skills=("python", "Go", "sql", "Python")),
    )
    assert two.jobs == ("Data Analyst",)
    assert two.skills == ("Python", "SQL")


def test_two_who_share_nothing_share_nothing() -> None:
    assert pair(mentee=Profile()).jobs == pair(mentor=Profile()).skills == ()
