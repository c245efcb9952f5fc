"""Tests of what two people share."""

from dataclasses import replace

from schemas.people import Profile
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary
from tests.ai_app.services.words.pairs import pair


def test_what_is_shared_is_named_as_the_mentor_does_in_the_mentees_order() -> None:
    two = pair(
        mentor=Profile(jobs=("Data Analyst",), skills=("SQL", "Python", "R")),
        mentee=Profile(jobs=("data-analyst",), skills=("python", "Go", "sql", "Python")),
    )
    assert two.jobs == ("Data Analyst",)
    assert two.skills == ("Python", "SQL")


def test_a_mentor_of_a_kind_is_what_a_mentee_wants() -> None:
    jobs = Vocabulary({"Developer": ["개발자", ">Backend Developer"], "Backend Developer": []})
    known = Vocabularies(jobs=jobs, skills=Vocabulary({}))
    two = replace(pair(mentee=Profile(jobs=("개발자",))), known=known)
    assert two.jobs == ("Backend Developer",)


def test_two_who_share_nothing_share_nothing() -> None:
    assert pair(mentee=Profile()).jobs == pair(mentor=Profile()).skills == ()
