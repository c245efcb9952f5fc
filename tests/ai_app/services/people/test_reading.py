"""Tests of how people are read: what says the same is the same."""

from datetime import datetime, timedelta, timezone

from schemas.mentee_body import MenteeBody
from schemas.mentor_body import MentorBody
from services.people.reading import read_mentee, read_mentor
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary

KNOWN = Vocabularies(
    jobs=Vocabulary({"백엔드 개발자": ["backend developer"]}),
    skills=Vocabulary({"React": ["리액트", "react.js"]}),
)


def test_names_of_jobs_and_skills_become_those_of_the_vocabularies() -> None:
    body = MenteeBody(
        nickname="새내기", jobs=["Backend-Developer"], skills=["리액트", "React.js", "뜨개질"]
    )
    profile = read_mentee(3, body, KNOWN).profile
    assert profile.jobs == ("백엔드 개발자",)
    assert profile.skills == ("React", "뜨개질")


def test_a_mentor_is_read_whole() -> None:
    seoul = timezone(timedelta(hours=9))
    body = MentorBody.model_validate(
        {
            "nickname": "멘토",
            "company_name": "한빛테크",
            "introduction": " 안녕하세요 ",
            "years": 3,
            "verified": True,
            "capacity": 0,
            "statistics": {"rating_avg": 4.5, "rating_count": 2, "requested_count": 4},
            "last_active_at": datetime(2026, 1, 1, 9, tzinfo=seoul),
        }
    )
    mentor = read_mentor(7, body, KNOWN)
    assert (mentor.user_id, mentor.nickname, mentor.company_name) == (7, "멘토", "한빛테크")
    assert (mentor.profile.introduction, mentor.profile.years) == ("안녕하세요", 3)
    assert (mentor.verified, mentor.capacity) == (True, 0)
    assert (mentor.statistics.rating_avg, mentor.statistics.requested_count) == (4.5, 4)
    assert mentor.last_active_at == datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert mentor.last_active_at.tzinfo is timezone.utc
