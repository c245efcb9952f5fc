"""Names are read in their one form; whatever else somebody types is refused and not repeated."""

from collections.abc import Callable

import pytest

from deploy.control import names
from deploy.errors import Refused
from tests import hostile
from tests.hostile import ADDRESSES, CANARY, COMMITS, HOSTILE, REPOSITORIES, SHA, every

SHOWN_MAX = 200


def address(text: str) -> str:
    return names.parse_address(text, variable="GITHUB_API_URL")


READERS: dict[str, tuple[Callable[[str], str], tuple[str, ...]]] = {
    "commit": (names.parse_commit, every(HOSTILE, COMMITS)),
    "digest": (names.parse_digest, (*every(HOSTILE, COMMITS), SHA)),
    "branch": (names.parse_branch, every(HOSTILE)),
    "repository": (names.parse_repository, every(HOSTILE, REPOSITORIES)),
    "address": (address, every(HOSTILE, ADDRESSES)),
}


def test_there_are_enough_of_them() -> None:
    assert len(every(HOSTILE)) >= 200
    assert all(len(texts) >= 60 for _, texts in READERS.values())
    assert len(every(hostile.WEBHOOKS)) >= 60


@pytest.mark.parametrize("reader", sorted(READERS))
def test_hostile_names_are_refused(reader: str) -> None:
    read, texts = READERS[reader]
    for text in texts:
        with pytest.raises(Refused) as caught:
            pytest.fail(f"{text[:80]!a} was taken for {read(text)[:80]!a}")
        said = str(caught.value)
        assert len(said) <= SHOWN_MAX
        assert said.isascii()
        assert said.isprintable()
        assert CANARY not in said
        assert caught.value.advice


GOOD = {
    "commit": (SHA, "f" * 40),
    "digest": ("0" * 64, "abcdef" * 10 + "0123"),
    "branch": ("main", "develop", "feature/a-b_c.d", "release/1.0", "_x", "0", "a/b/c/d"),
    "repository": ("owner/name", "Re-Fit/ai", "a/b", "owner/.github", "o-w/n.a_m-e", "o/..."),
    "address": (
        "https://api.github.com",
        "https://ghe.example.com/api/v3",
        "https://ghe.example:8443/api",
        "https://localhost",
    ),
}


@pytest.mark.parametrize(("reader", "text"), [(each, text) for each in GOOD for text in GOOD[each]])
def test_right_names_are_read_as_they_are(reader: str, text: str) -> None:
    assert READERS[reader][0](text) == text


def test_a_slash_at_the_end_of_an_address_is_left_away() -> None:
    assert address("https://ghe.example.com/api/v3/") == "https://ghe.example.com/api/v3"


def test_what_was_typed_is_shown_cut_and_plain() -> None:
    assert names.shown("m\u0430in\n\u202e") == "'m\\u0430in\\n\\u202e'"
    assert names.shown("x" * 100) == f"'{'x' * 59}... (100 characters)"
