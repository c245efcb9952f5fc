"""Tests of reading chunks, whichever library they come from."""

import pytest

from adapters.gemini.answers import Chunk, read
from schemas.errors import WordsDown
from schemas.words import Piece


def test_pieces_are_what_says_or_costs_something() -> None:
    chunks = [Chunk(text="안"), Chunk(), Chunk(tokens=3), Chunk(text="녕", finish="STOP", tokens=4)]
    assert list(read(chunks)) == [
        Piece(text="안"),
        Piece(tokens=3),
        Piece(text="녕", tokens=4),
    ]


def test_what_follows_the_end_is_still_read() -> None:
    chunks = [Chunk(text="네", finish="STOP"), Chunk(tokens=5)]
    assert list(read(chunks)) == [Piece(text="네"), Piece(tokens=5)]


@pytest.mark.parametrize(
    ("chunks", "why"),
    [
        ([], "broke off"),
        ([Chunk(text="안")], "broke off"),
        ([Chunk(finish="STOP")], "empty"),
        ([Chunk(text=" ", finish="STOP")], "empty"),
        ([Chunk(text="안", finish="MAX_TOKENS")], "cut short"),
        ([Chunk(text="안", finish="17")], "held back"),
        ([Chunk(text="안", finish="STOP"), Chunk(finish="SAFETY")], "held back"),
        ([Chunk(blocked="SAFETY")], "does not answer"),
    ],
)
def test_what_is_no_whole_answer_is_refused(chunks: list[Chunk], why: str) -> None:
    with pytest.raises(WordsDown, match=why):
        list(read(chunks))
