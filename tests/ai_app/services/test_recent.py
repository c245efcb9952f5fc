"""What was asked for last is kept, by a digest alone."""

from hypothesis import given
from hypothesis import strategies as st

from services.recent import Recent


@given(st.lists(st.sampled_from("abcdef"), max_size=40), st.integers(1, 4))
def test_what_was_least_recently_asked_is_forgotten_first(asked: list[str], most: int) -> None:
    recent: Recent[str] = Recent(most)
    kept: list[str] = []
    for text in asked:
        assert recent.peek(text) == recent.get(text) == (text if text in kept else None)
        assert recent.keep(text, text) is text
        kept = [*(each for each in kept if each != text), text][-most:]


def test_the_first_value_of_a_text_is_kept() -> None:
    recent: Recent[list[int]] = Recent(1)
    first = recent.keep("a", [1])
    assert recent.keep("a", [2]) is first
    assert recent.get("a") is first


def test_to_look_is_not_to_ask() -> None:
    recent: Recent[int] = Recent(2)
    recent.keep("a", 1)
    recent.keep("b", 2)
    recent.peek("a")
    recent.keep("c", 3)
    assert (recent.peek("a"), recent.peek("b")) == (None, 2)


def test_to_drop_a_value_leaves_another_alone() -> None:
    recent: Recent[list[int]] = Recent(1)
    first = recent.keep("a", [1])
    recent.drop("a", [1])
    assert recent.get("a") is first
    recent.drop("a", first)
    assert recent.get("a") is None


def test_no_word_of_a_text_is_held() -> None:
    recent: Recent[int] = Recent(1)
    recent.keep("소개: 김철수", 1)
    assert [len(each) for each in recent._kept] == [16]
