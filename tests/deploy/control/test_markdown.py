"""Text for Discord reads as it was written: no markup, no mention, no link, nothing unseen."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.control.markdown import clean, escaped, fenced, kept, units
from tests.hostile import HOSTILE, every

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
"""How Discord's clients read a backslash."""
MARKUP = re.compile(r"[*_~`|<>#\[\]()@]|://|^\s*(?:[-+>#]|[0-9]+[.])")
TEXTS = st.text(st.characters() | st.sampled_from("`*_~|<>@#[]()\\/:-.\n\r\t\u200b\u202e😀한"))


def test_nothing_is_markup() -> None:
    text = "# **x** _y_ ~~z~~ ||s|| `c` [a](https://evil.example) <@1> @everyone <t:1:R> \\"
    said = escaped(text, 1000)
    assert MARKUP.search(ESCAPE.sub("", said)) is None
    assert ESCAPE.sub(r"\1", said) == text


@pytest.mark.parametrize("text", ["- x", "1. x", "> x", "-# x", "+ x", "# x", ">>> x"])
def test_nothing_begins_a_block(text: str) -> None:
    assert escaped(text, 100).startswith(("\\", "1\\."))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u202eb", "a\ufffdb"),
        ("a\u200bb\u200dc\ufeff", "a\ufffdb\ufffdc\ufffd"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07x", "red x"),
        ("\x1b]0;open\nthe error", "\ufffd]0;open\nthe error"),
        ("10%\r20%\r\ndone", "10%\n20%\ndone"),
        ("a\x00b\x7f\x9b", "a\ufffdb\ufffd\ufffd"),
        ("a\tb\u00a0c\u3000d", "a b c d"),
        ("\udc80\ue000\uffff\u2028", "\ufffd" * 4),
        ("\u3164\u115f", "\ufffd\ufffd"),
        ("한국어 é 😀", "한국어 é 😀"),
    ],
)
def test_what_cannot_be_seen_is_shown_to_be_there(text: str, seen: str) -> None:
    assert clean(text) == seen


def test_hostile_texts_are_harmless() -> None:
    for text in every(HOSTILE):
        assert MARKUP.search(ESCAPE.sub("", escaped(text, 500))) is None
        assert fenced(text, 500).count("`") == 6


def test_a_fence_cannot_be_closed_from_within() -> None:
    assert fenced("a```b\n```c", 100) == "```\na'''b\n'''c\n```"


def test_of_a_long_text_the_tail_is_kept_and_the_cut_is_told() -> None:
    text = "".join(f"line {number}\n" for number in range(1000)) + "the error"
    said = fenced(text, 300)
    assert said.endswith("the error\n```")
    found = re.match(r"```\n\(([0-9]+) characters cut\) ", said)
    assert found is not None
    assert 250 < units(said) <= 300
    assert said.removeprefix(found[0]) == text[int(found[1]) :] + "\n```"


def test_an_escape_is_not_cut_in_two() -> None:
    for limit in range(60, 70):
        said = escaped("*" * 100, limit)
        assert units(said) <= limit
        assert re.fullmatch(r"(?:\\[^\w\s]|[\w ])+", said)


def test_lengths_are_counted_as_clients_do() -> None:
    assert units("a한😀") == 4
    assert units("\udc80") == 1
    assert kept("😀" * 60, 100, str).endswith("😀" * 30)


@given(TEXTS, st.integers(50, 400))
def test_any_text_is_harmless_within_its_limit(text: str, limit: int) -> None:
    line, block = escaped(text, limit), fenced(text, limit)
    assert units(line) <= limit
    assert units(block) <= limit
    assert MARKUP.search(ESCAPE.sub("", line)) is None
    assert "\n" not in line
    assert block.count("`") == 6
    seen = f"{line}{block}".replace("\n", "")
    assert {unicodedata.category(each) for each in seen}.isdisjoint({"Cc", "Cf", "Cs", "Co", "Zl"})
