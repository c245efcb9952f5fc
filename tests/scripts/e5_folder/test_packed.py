"""Reading a packed file: shape, vocabulary and weights; what is none is told."""

import numpy as np
import pytest

from scripts.e5_folder.packed import NotPacked, Shape, Vocabulary, read
from tests.scripts.e5_folder.packing import EPSILON, PIECES, TinyModel, plainly, tiny


def test_the_shape_and_the_vocabulary_are_those_that_were_packed() -> None:
    model = tiny()
    assert model.shape == Shape(
        hidden=32, layers=1, heads=2, inner=64, vocabulary=6, positions=16, types=2,
        epsilon=float(np.float32(EPSILON)),
    )  # fmt: skip
    assert model.vocabulary == Vocabulary(
        pieces=PIECES,
        special={"bos": 0, "eos": 2, "pad": 1, "unk": 3},
        replaced={"\t": " ", "\x01": "", "\uff21": "A"},
    )


@pytest.mark.parametrize("name", ["emb.word", "emb.pos", "l0.fo.w", "l0.fo.b"])
def test_weights_are_unpacked_as_the_engine_does_it(name: str) -> None:
    model = tiny()
    assert np.array_equal(model.weights(name), plainly(model, name))


def test_what_is_no_packed_file_is_told() -> None:
    with pytest.raises(NotPacked, match="begins with b'PK"):
        read(b"PK\x03\x04")


def test_a_file_that_is_cut_short_is_told() -> None:
    with pytest.raises(NotPacked, match="is cut short or of another version"):
        read(TinyModel().packed()[:150])


def test_blocks_of_another_size_are_told() -> None:
    with pytest.raises(NotPacked, match="blocks of 64 weights"):
        read(TinyModel(block=64).packed())
