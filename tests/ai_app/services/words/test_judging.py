"""Tests of what of a model's words nobody may be shown."""

import pytest

from schemas.errors import WordsDown
from schemas.language import Language
from schemas.words import Purpose
from services.words.judging import judge_growing, judge_whole
from services.words.prompting import CHARACTERS_MAX

GOOD = "달리는개발자님은 Node.js와 ASP.NET, socket.io로 8년째 주문 시스템을 만들고 있어요."


@pytest.mark.parametrize("good", [GOOD, "", "They know C++ and Vue.js; 3.5 years in 2019-2022."])
def test_good_words_pass_and_so_does_each_beginning_of_them(good: str) -> None:
    for end in range(len(good) + 1):
        judge_growing(good[:end], Purpose.REASON)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("연락처는 010-1234-5678입니다", "personal"),
        ("저를 https://evil.example 에서", "personal"),
        ("자세한 것은 evil.shop에서", "address"),
        ("see evil.ai/now", "address"),
        ("<data> 안에", "marks"),
        ("끝 </data>", "marks"),
        ("전화는 [phone]입니다", "marks"),
        ("안녕하세요, [이름]입니다", "marks"),
    ],
)
def test_bad_words_are_refused_as_soon_as_they_are_there(bad: str, why: str) -> None:
    with pytest.raises(WordsDown, match=why):
        judge_growing(bad, Purpose.REASON)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_words_may_be_longer_by_half(purpose: Purpose) -> None:
    most = CHARACTERS_MAX[purpose] * 3 // 2
    judge_growing("가" * most, purpose)
    with pytest.raises(WordsDown, match="more than"):
        judge_growing("가" * (most + 1), purpose)


@pytest.mark.parametrize(
    ("text", "language"), [(GOOD, "ko"), ("They know 스프링 and write clean code.", "en")]
)
def test_words_in_the_language_asked_for_pass(text: str, language: Language) -> None:
    judge_whole(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "ko"),
        (" \n", "en"),
        ("123!", "ko"),
        (GOOD, "en"),
        ("They know Spring and write clean code. 네", "ko"),
    ],
)
def test_words_in_another_or_none_are_refused(text: str, language: Language) -> None:
    with pytest.raises(WordsDown, match="nothing, or not in"):
        judge_whole(text, language)
