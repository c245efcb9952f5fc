"""Tests of how an introduction is taken from a résumé."""

from hypothesis import given
from hypothesis import strategies as st

from services.resume.introduction import (
    CHARACTERS_MAX,
    SENTENCES_MAX,
    Introduction,
    find_introduction,
)
from services.resume.sections import read_lines
from tests.ai_app.services.resume.texts import ENGLISH, KOREAN


def found(text: str) -> Introduction:
    return find_introduction(read_lines(text))


def test_it_is_the_summary_as_a_paragraph() -> None:
    assert found(KOREAN) == Introduction(
        text="주문과 결제 시스템을 만드는 서버 개발자입니다. "
        "장애를 숫자로 설명하는 것을 좋아합니다. 동료의 성장을 돕습니다.",
        lines=(5, 6),
    )
    assert found(ENGLISH).text == "I turn messy hospital data into decisions. I was a nurse before."


def test_without_a_summary_there_is_none() -> None:
    assert found("경력\n2019.03 ~ 현재") == Introduction()


def test_bullets_are_left_out() -> None:
    assert found("요약\n- 하나입니다.\n● 둘입니다.").text == "하나입니다. 둘입니다."


def test_the_first_of_two_summaries_counts() -> None:
    assert found("소개: 하나\n학력\n대학\nSummary\ntwo") == Introduction(text="하나", lines=(1,))


def test_it_may_be_the_end_of_a_resume() -> None:
    assert found("학력\n대학\n자기소개\n끝입니다.").text == "끝입니다."


def test_sentences_are_bounded() -> None:
    text = found("소개\n" + "짧습니다. " * 20).text
    assert text.count("짧습니다.") == SENTENCES_MAX


def test_what_is_too_long_ends_with_a_sentence() -> None:
    text = found("소개\n" + " ".join(f"{'가' * 300}." for _ in range(5))).text
    assert text.count(".") == 3
    assert text.endswith("가.")


def test_a_sentence_that_is_too_long_is_cut() -> None:
    assert found("소개\n" + "가" * 2_000).text == "가" * CHARACTERS_MAX


@given(st.text(alphabet="가a. !?\n-•"))
def test_it_is_never_longer_than_it_may_be(text: str) -> None:
    introduction = found("소개\n" + text * 50)
    assert len(introduction.text) <= CHARACTERS_MAX
    assert introduction.text == introduction.text.strip()
