"""Tests of folding: one look for many ways to type, and the way back to where it stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.masking.folding import folded
from tests.ai_app.services.masking.personal import wide


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (wide("010-1234"), "010-1234"),
        ("\u0660\u0661\u0660", "010"),
        ("010\u200b1234", "0101234"),
        ("010\u20131234\u22121234ㅡ1", "010-1234-1234-1"),
        ("010\u00a01234\u30001", "010 1234 1"),
        ("a\u2028b\x85c", "a\nb\nc"),
        ("02·123\uff0e45。6", "02.123.45.6"),
        ("hong\uff20example", "hong@example"),
        ("① 홍길동 ﬁ", "① 홍길동 ﬁ"),
    ],
)
def test_what_looks_alike_becomes_alike(typed: str, plain: str) -> None:
    assert folded(typed).text == plain


@given(st.text())
def test_each_character_knows_where_it_stood(text: str) -> None:
    found = folded(text)
    assert len(found.places) == len(found.text) + 1
    assert list(found.places) == sorted(set(found.places))
    assert found.places[-1] == len(text)


@given(st.text(st.characters(codec="ascii")))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert folded(text).text == text
