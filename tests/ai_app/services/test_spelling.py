"""How a name may be written."""

import unicodedata

import pytest

from services.spelling import folded, is_one_name, key


def test_a_text_of_ligatures_grows_no_more_than_another() -> None:
    assert len(folded("\ufdfa" * 4_000)) <= 2 * 4_000 + 64
    assert folded("\ufdfa") == unicodedata.normalize("NFKC", "\ufdfa")
    assert folded("\uff32EACT ㎏") == "react kg"


@pytest.mark.parametrize("text", ["React.js", "react js", "\uff32eact-JS", "React_JS", "react·js"])
def test_case_width_and_separators_make_no_other_name(text: str) -> None:
    assert key(text) == "reactjs"


@pytest.mark.parametrize(
    ("written", "alias", "is_one"),
    [
        ("front end", "frontend", True),
        ("c s s", "css", False),
        ("go lang", "golang", True),
        ("a b", "a b", True),
    ],
)
def test_short_words_that_follow_each_other_are_no_name_unless_written_so(
    written: str, alias: str, is_one: bool
) -> None:
    assert is_one_name(written, alias) is is_one
