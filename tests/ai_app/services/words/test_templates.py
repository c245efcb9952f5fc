"""Tests of the words that need no model."""

from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.language import Language
from schemas.people import Profile
from schemas.words import Purpose
from services.masking.masking import found
from services.ranking.speech import ENGLISH, KOREAN, Speech
from services.words.judging import judge_whole
from services.words.templates import template
from tests.ai_app.services.words.pairs import pair

KINDS = list(product(Purpose, get_args(Language)))
NAMES = st.lists(st.text(min_size=1, max_size=80), max_size=5).map(tuple)
PROFILES = st.builds(
    Profile, jobs=NAMES, skills=NAMES, years=st.one_of(st.none(), st.integers(0, 70))
)


def test_a_reason_names_what_is_shared() -> None:
    assert template(Purpose.REASON, pair(), KOREAN) == (
        "달리는개발자 멘토님을 추천합니다. Backend Developer로 일하며 Spring을 다룹니다. "
        "경력은 8년입니다. 두 분 모두 Backend Developer, Spring에 관심이 있습니다."
    )
    assert template(Purpose.REASON, pair(), ENGLISH) == (
        "We recommend 달리는개발자. They work as Backend Developer and know Spring. "
        "They have worked for 8 years. What you have in common: Backend Developer, Spring."
    )


def test_a_first_message_says_who_writes_and_why() -> None:
    assert template(Purpose.FIRST_MESSAGE, pair(), KOREAN) == (
        "안녕하세요, 달리는개발자님. backend developer를 목표로 준비하고 있습니다. 프로필에서 "
        "Spring을 보고 연락드립니다. 제가 무엇부터 준비하면 좋을지 편하실 때 조언을 들을 수 "
        "있을까요? 읽어 주셔서 감사합니다."
    )
    assert template(Purpose.FIRST_MESSAGE, pair(), ENGLISH) == (
        "Hello 달리는개발자, I am working towards a job as backend developer, and your profile "
        "mentions Spring. Could you tell me, when you have a moment, what you would prepare first "
        "in my place? Thank you for reading this."
    )


def test_jobs_and_skills_are_called_as_they_are_in_the_language() -> None:
    of = pair(mentee=Profile(jobs=("Backend Developer", "Nurse"), skills=("Spring",)))
    names = {"Backend Developer": "백엔드 개발자", "Nurse": "간호사"}
    speech = Speech(
        "ko", lambda job: names.get(job, job), lambda skill: {"Spring": "스프링"}.get(skill, skill)
    )
    reason, message = (template(purpose, of, speech) for purpose in Purpose)
    assert "백엔드 개발자로 일하며 스프링을 다룹니다." in reason
    assert "두 분 모두 백엔드 개발자, 스프링에 관심이 있습니다." in reason
    assert "백엔드 개발자, 간호사를 목표로 준비하고 있습니다." in message


@pytest.mark.parametrize(("purpose", "language"), KINDS)
def test_nothing_is_claimed_of_people_who_say_nothing(purpose: Purpose, language: Language) -> None:
    said = template(
        purpose, pair(mentor=Profile(), mentee=Profile(), nickname="나무"), Speech(language)
    )
    assert "나무" in said
    assert "  " not in said
    assert "None" not in said


def test_a_mentor_of_one_year_and_of_none() -> None:
    said = [template(Purpose.REASON, pair(mentor=Profile(years=n)), ENGLISH) for n in (0, 1)]
    assert said == [
        "We recommend 달리는개발자.",
        "We recommend 달리는개발자. They have worked for a year.",
    ]


@pytest.mark.parametrize(("purpose", "language"), KINDS)
def test_a_nickname_that_is_a_number_is_masked(purpose: Purpose, language: Language) -> None:
    said = template(purpose, pair(nickname="010-1234-5678"), Speech(language))
    assert "[phone]" in said
    assert "1234" not in said


@given(st.sampled_from(KINDS), PROFILES, PROFILES, st.text(min_size=1, max_size=80))
def test_every_template_is_bounded_and_holds_nothing_personal(
    kind: tuple[Purpose, Language], mentor: Profile, mentee: Profile, nickname: str
) -> None:
    said = template(kind[0], pair(mentor=mentor, mentee=mentee, nickname=nickname), Speech(kind[1]))
    assert len(said) < 2_000
    assert found(said) == []


@pytest.mark.parametrize(("purpose", "language"), KINDS)
def test_a_template_is_in_its_language(purpose: Purpose, language: Language) -> None:
    judge_whole(template(purpose, pair(nickname="Ann"), Speech(language)), language)
