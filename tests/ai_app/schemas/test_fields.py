"""Tests of the bounds of what a request may hold."""

import unicodedata
from datetime import datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.fields import Count, Flag, Introduction, Moment, Name, Names, UserId, Years

NAME = TypeAdapter[str](Name)


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "가" * 81, "\ud800"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(text)


def test_a_name_loses_the_space_around_it() -> None:
    assert NAME.validate_python("  리액트 ") == "리액트"


def test_texts_are_kept_in_one_look_and_counted_so() -> None:
    apart = unicodedata.normalize("NFD", "각" * 80)
    assert NAME.validate_python(apart) == "각" * 80
    assert TypeAdapter[list[str]](Names).validate_python(["개발\u200b자"]) == ["개발자"]
    assert TypeAdapter[str](Introduction).validate_python(apart) == "각" * 80


def test_a_blank_among_names_is_no_name() -> None:
    assert TypeAdapter[list[str]](Names).validate_python(["a", " "]) == ["a", " "]
    with pytest.raises(ValidationError):
        TypeAdapter[list[str]](Names).validate_python(["a\0"])


def test_an_introduction_may_be_empty() -> None:
    assert TypeAdapter[str](Introduction).validate_python(" ") == ""


@pytest.mark.parametrize("number", [0, -1, 2**53])
def test_what_is_not_exact_in_json_is_no_id(number: int) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[int](UserId).validate_python(number)


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Years, "3"), (Years, True), (Count, 1.5), (Flag, "yes"), (Flag, 1), (Moment, 1_700_000_000)],
)
def test_one_kind_is_not_taken_for_another(kind: type[object], value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[object](kind).validate_python(value)


def test_a_moment_names_its_zone() -> None:
    moment = TypeAdapter[datetime](Moment)
    assert moment.validate_python("2026-01-05T09:00:00Z").tzinfo is not None
    with pytest.raises(ValidationError):
        moment.validate_python("2026-01-05T09:00:00")


def test_a_whole_number_may_be_written_as_any_json_writes_it() -> None:
    assert TypeAdapter[int](Years).validate_python(19.0) == 19
