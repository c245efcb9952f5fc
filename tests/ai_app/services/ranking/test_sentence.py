"""Sentences: what is shared, what else speaks most, and the caveat, in both languages."""

import pytest

from schemas.language import Language
from schemas.people import Mentor, Profile, Statistics
from services.ranking.sentence import sentence
from services.ranking.speech import ENGLISH, KOREAN, Speech
from services.ranking.weights import Feature, micros

MENTOR = Mentor(
    user_id=1,
    nickname="m",
    company_name="토스",
    profile=Profile(years=8),
    statistics=Statistics(
        rating_avg=4.84, rating_count=25, requested_count=8, responded_count=7
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("jobs", "skills", "language", "expected"),
    [
        (["데이터 분석가"], [], "ko", "데이터 분석가로 일하고 있습니다."),
        ([], ["Python", "SQL"], "ko", "Python과 SQL을 다룹니다."),
        ([], ["a", "b", "Java", "d"], "ko", "a, b와 Java를 다룹니다."),
        (["Nurse"], ["SQL"], "ko", "Nurse로 일하며 SQL을 다룹니다."),
        ([], [], "ko", "찾으시는 직무나 기술과 겹치는 것은 알려지지 않았습니다."),
        (["Nurse"], [], "en", "They work as Nurse."),
        ([], ["SQL", "R", "Go"], "en", "They know SQL, R and Go."),
        (["Nurse"], ["SQL"], "en", "They work as Nurse and know SQL."),
        ([], [], "en", "No job or skill of theirs is known to match what you look for."),
    ],
)
def test_what_is_shared_is_told(
    jobs: list[str], skills: list[str], language: Language, expected: str
) -> None:
    assert sentence(MENTOR, jobs, skills, {}, Speech(language)) == expected


def test_jobs_and_skills_are_called_as_they_are_in_the_language() -> None:
    speech = Speech("ko", {"Nurse": "간호사"}.__getitem__, {"Accounting": "회계"}.__getitem__)
    assert sentence(MENTOR, ["Nurse"], [], {}, speech) == "간호사로 일하고 있습니다."
    assert sentence(MENTOR, [], ["Accounting"], {}, speech) == "회계를 다룹니다."


@pytest.mark.parametrize("feature", [Feature.TEXT, Feature.INTRODUCTION])
def test_texts_that_are_alike_are_told_where_no_name_is_shared(feature: Feature) -> None:
    found = {feature: micros(5.5)}
    assert sentence(MENTOR, [], [], found, KOREAN) == "찾으시는 내용과 프로필이 비슷합니다."
    assert (
        sentence(MENTOR, [], [], found, ENGLISH) == "Their profile is close to what you look for."
    )


@pytest.mark.parametrize("feature", [Feature.TEXT, Feature.INTRODUCTION])
def test_texts_that_are_hardly_alike_are_not_told_as_close(feature: Feature) -> None:
    found = {feature: micros(5.4)}
    assert sentence(MENTOR, [], [], found, KOREAN) == sentence(MENTOR, [], [], {}, KOREAN)
    assert sentence(MENTOR, [], [], found, ENGLISH) == sentence(MENTOR, [], [], {}, ENGLISH)


@pytest.mark.parametrize(
    ("feature", "korean", "english"),
    [
        (
            Feature.VERIFIED,
            "토스 재직이 인증되었습니다.",
            "They are verified to work at 토스.",
        ),
        (
            Feature.RATING,
            "평가 25개의 평균이 4.8점입니다.",
            "Their 25 ratings have a mean of 4.8.",
        ),
        (
            Feature.RESPONSE_RATE,
            "요청의 87.5%에 답했습니다.",
            "They answered 87.5% of requests.",
        ),
        (Feature.YEARS, "경력이 8년입니다.", "They have worked for 8 years."),
        (Feature.RECENCY, "최근에 활동했습니다.", "They were active lately."),
    ],
)
def test_what_else_speaks_most_for_a_mentor_is_told(
    feature: Feature, korean: str, english: str
) -> None:
    found = dict.fromkeys(Feature, micros(0.1)) | {feature: micros(0.2)}
    for speech, expected in ((KOREAN, korean), (ENGLISH, english)):
        told = sentence(MENTOR, ["Nurse"], [], found, speech)
        assert told.split(". ", 1)[-1].removeprefix("Nurse로 일하고 있습니다. ") == expected


def test_a_mentor_without_a_company_is_verified_too() -> None:
    nameless = Mentor(user_id=1, nickname="m", verified=True)
    found = {Feature.VERIFIED: micros(0.3)}
    assert sentence(nameless, ["Nurse"], [], found, KOREAN).endswith(" 재직이 인증되었습니다.")
    assert sentence(nameless, ["Nurse"], [], found, ENGLISH).endswith("to work where they say.")


def test_little_is_not_told_but_a_full_mentor_is() -> None:
    found = {Feature.RATING: micros(0.09), Feature.CAPACITY: micros(-0.6)}
    assert sentence(MENTOR, ["Nurse"], [], found, KOREAN) == (
        "Nurse로 일하고 있습니다. 지금은 자리가 없습니다."
    )
    assert sentence(MENTOR, ["Nurse"], [], found, ENGLISH) == (
        "They work as Nurse. They have no place left now."
    )
