"""The text of a profile: one order, one form, a bound, and a digest that tells all of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.people import Profile
from services.embedding import profile_text as recipe
from services.embedding.profile_text import LENGTH_MAX, profile_text, text_hash

WHOLE = Profile(
    jobs=("Backend Developer", "CTO"),
    skills=("Java", "Spring Boot"),
    introduction=" 결제 시스템을\n 만듭니다.  ",
)
profiles = st.builds(
    Profile,
    jobs=st.lists(st.text(max_size=30)).map(tuple),
    skills=st.lists(st.text(max_size=30)).map(tuple),
    introduction=st.text(max_size=2_000),
)


def test_jobs_then_skills_then_the_introduction() -> None:
    assert profile_text(WHOLE) == (
        "직무: Backend Developer, CTO. 기술: Java, Spring Boot. 소개: 결제 시스템을 만듭니다."
    )


def test_the_order_of_names_is_the_persons_own() -> None:
    other = Profile(jobs=("CTO", "Backend Developer"))
    assert profile_text(other) == "직무: CTO, Backend Developer"


def test_what_is_not_said_leaves_no_label() -> None:
    assert profile_text(Profile(introduction="안녕하세요")) == "소개: 안녕하세요"
    assert profile_text(Profile(introduction=" \n")) == ""


def test_years_are_no_part_of_it() -> None:
    assert profile_text(Profile(jobs=("CTO",), years=9)) == profile_text(Profile(jobs=("CTO",)))


@given(profiles)
def test_it_is_bounded_and_does_not_depend_on_white_space(profile: Profile) -> None:
    text = profile_text(profile)
    spaced = Profile(
        jobs=profile.jobs, skills=profile.skills, introduction=f"\t{profile.introduction}\n"
    )
    assert len(text) <= LENGTH_MAX
    assert profile_text(spaced) == text
    assert re.fullmatch("[0-9a-f]{64}", text_hash(text))


def test_a_digest_is_of_this_text_and_stays_from_release_to_release() -> None:
    known = "65d3648ad0e956b090a319c00230767f3b57aac660b8e4ddb7a5668599be9f8e"
    assert text_hash("소개: 안녕하세요") == known
    assert text_hash("소개: 안녕하세요!") != known


def test_a_lone_surrogate_has_a_digest() -> None:
    assert text_hash("\ud800") != text_hash("\ud801")


def test_another_recipe_makes_other_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    before = text_hash("x")
    monkeypatch.setattr(recipe, "RECIPE", recipe.RECIPE + 1)
    assert text_hash("x") != before


def test_of_a_long_introduction_the_beginning_stays() -> None:
    text = profile_text(Profile(jobs=("CTO",), introduction="가" * 5_000))
    assert (len(text), text[:12]) == (LENGTH_MAX, "직무: CTO. 소개:")
