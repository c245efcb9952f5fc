"""Tests of the form of a JSON answer."""

from adapters.gemini.form import form_of
from schemas.words import Prompt

TEXT = Prompt(instruction="", data="", tokens_max=1)


def test_plain_text_has_no_form() -> None:
    assert form_of(TEXT) is None


def test_a_list_is_of_objects_which_lack_nothing() -> None:
    asked = Prompt(instruction="", data="", tokens_max=1, lists=("jobs",), fields=("name",))
    item = {"type": "OBJECT", "properties": {"name": {"type": "STRING"}}, "required": ["name"]}
    assert form_of(asked) == {
        "type": "OBJECT",
        "properties": {"jobs": {"type": "ARRAY", "items": item}},
        "required": ["jobs"],
    }
