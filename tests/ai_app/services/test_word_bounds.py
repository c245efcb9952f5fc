"""Where a name stands amid a text: what makes a compound of it, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.word_bounds import begins_a_word, ends_a_word, stands_free


@pytest.mark.parametrize(
    "before",
    [
        "",
        "신입 ",
        "좋은 ",
        "주니어 ",
        "저는 ",
        "비전공자인데 ",
        "회사에서 ",
        "앱을 만드는 ",
        "3년차 ",
        "10년 차, ",
        "기획/",
        "전시\n",
        "senior ",
        "a ",
        "I want to become a good ",
        "(",
    ],
)
def test_what_makes_no_other_job_of_it(before: str) -> None:
    text = before.casefold() + "디자이너"
    assert stands_free(text, len(text) - len("디자이너"))


@pytest.mark.parametrize(
    "before",
    [
        "헤어 ",
        "부동산 ",
        "요가 ",
        "광고 ",
        "와인 ",
        "회의 ",
        "real estate ",
        "3d ",
        "non-",
        "ai",
        "전시/공연 ",
    ],
)
def test_what_makes_another_job_of_it(before: str) -> None:
    text = before + "디자이너"
    assert not stands_free(text, len(before))


@given(st.text("가나다라마 \n.,-/abc19", max_size=60), st.sampled_from(["\n", ", ", ". "]))
def test_a_mark_or_a_line_ends_every_compound(text: str, mark: str) -> None:
    assert stands_free(f"{text}{mark}디자이너", len(text) + len(mark))


def test_a_korean_word_may_go_on_and_a_latin_one_may_not() -> None:
    assert begins_a_word("ui디자이너", 2)
    assert not begins_a_word("수의사", 1)
    assert ends_a_word("의사가", 1)
    assert not ends_a_word("reactive", 4)
    assert ends_a_word("react", 4)
