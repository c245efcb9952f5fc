"""Tests of what a model is asked."""

from itertools import product
from typing import get_args

import pytest

from schemas.language import Language
from schemas.people import Profile
from schemas.words import Purpose
from services.words.fencing import TEXT_MAX
from services.words.prompting import CHARACTERS_MAX, REMINDER, prompt, tokens_of
from tests.ai_app.services.words.pairs import pair

KINDS = list(product(Purpose, get_args(Language)))


@pytest.mark.parametrize(("purpose", "language"), KINDS)
def test_the_instruction_holds_nothing_that_people_wrote(
    purpose: Purpose, language: Language
) -> None:
    asked = prompt(purpose, pair(), language)
    other = pair(nickname="다른사람", mentor=Profile(skills=("Go",)), mentee=Profile(), wish="안녕")
    assert asked.instruction == prompt(purpose, other, language).instruction
    assert "{" not in asked.instruction
    assert str(CHARACTERS_MAX[purpose]) in asked.instruction


def test_each_purpose_and_language_has_an_instruction_of_its_own() -> None:
    assert len({prompt(*kind[:1], pair(), kind[1]).instruction for kind in KINDS}) == len(KINDS)


def test_the_data_holds_both_people_and_what_they_share() -> None:
    asked = prompt(Purpose.REASON, pair(wish="이력서가 걱정입니다"), "ko")
    for said in ("달리는개발자", "한빛테크", "Kotlin", "Java", "첫 취업", "이력서가 걱정입니다"):
        assert said in asked.data
    assert '"both": {\n  "jobs": [\n   "Backend Developer"' in asked.data
    assert asked.data.endswith(REMINDER)


def test_a_prompt_is_bounded_whatever_people_write() -> None:
    loud = Profile(jobs=("가" * 80,) * 50, skills=("나" * 80,) * 50, introduction="다" * 4_000)
    asked = prompt(Purpose.REASON, pair(mentor=loud, mentee=loud, wish="라" * 4_000), "ko")
    assert len(asked.data) < 3 * TEXT_MAX + 2 * 20 * 90 + 1_000
    assert tokens_of(asked) == len(asked.data) + len(asked.instruction) + asked.tokens_max


def test_personal_data_is_not_sent() -> None:
    mentee = Profile(introduction="010-1234-5678 hong@example.com", skills=("github.com/hong",))
    asked = prompt(Purpose.REASON, pair(mentee=mentee, nickname="010 9999 8888"), "ko")
    for secret in ("1234", "hong", "9999"):
        assert secret not in asked.data
