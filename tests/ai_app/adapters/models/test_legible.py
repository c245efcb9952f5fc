"""Texts as people type them: all of them become such that a model can read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.models.legible import LENGTH_MAX, legible


@pytest.mark.parametrize("text", ["", "백엔드 개발자", "Go & Rust!", "👩\u200d💻 ✨", "a\n b"])
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert legible(text) == text


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        (unicodedata.normalize("NFD", "개발자"), "개발자"),
        ("\uff21\uff22", "AB"),
        ("a\0b", "a b"),
        ("\ud800x", "?x"),
        ("\ufdfa", "صلى الله عليه وسلم"),
    ],
)
def test_what_a_model_would_stumble_over_becomes_what_it_knows(text: str, becomes: str) -> None:
    assert legible(text) == becomes


@given(st.text(st.characters(codec=None)) | st.text("\ufdfa\ud83d\0가", max_size=3_000))
def test_whatever_it_is_it_can_be_written_and_is_bounded(text: str) -> None:
    found = legible(text)
    assert len(found) <= LENGTH_MAX
    assert b"\0" not in found.encode("utf-8")
    assert "\ufdfa" not in found
    assert legible(found) == found or len(found) == LENGTH_MAX


def test_a_long_text_is_cut_before_it_costs_anything() -> None:
    assert legible("가" * 100_000) == "가" * LENGTH_MAX


def test_what_grows_when_it_is_composed_is_cut_again() -> None:
    assert len(legible("\ufdfa" * 1_000)) == LENGTH_MAX
