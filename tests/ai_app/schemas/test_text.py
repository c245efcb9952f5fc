"""Tests of the one look of texts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.text import composed


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (unicodedata.normalize("NFD", "개발자가 되고 싶어요"), "개발자가 되고 싶어요"),
        ("개발\u200b자", "개발자"),
        ("\ufeff백엔드\u00ad 개발자\u2060", "백엔드 개발자"),
        ("\uff32eact ① 👩\u200d💻", "\uff32eact ① 👩\u200d💻"),
        ("", ""),
    ],
)
def test_a_text_has_one_look(sent: str, kept: str) -> None:
    assert composed(sent) == kept


@given(st.text())
def test_done_again_it_changes_nothing(text: str) -> None:
    assert composed(composed(text)) == composed(text)
    assert composed(unicodedata.normalize("NFD", text)) == composed(text)
