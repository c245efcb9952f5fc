"""Tests of the file that says where a model's vectors crowd."""

from pathlib import Path

import numpy as np
import pytest

from adapters.centres_file import read_centres, write_centres
from schemas.errors import ModelDown

ONE, OTHER = np.array([1, 0, 0.5], np.float32), np.array([0, 1, 0.25], np.float32)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "centres.npy"
    write_centres(path, ONE, OTHER)
    of_queries, of_passages = read_centres(path)
    assert (of_queries.tolist(), of_passages.tolist()) == (ONE.tolist(), OTHER.tolist())
    assert of_queries.dtype == np.float32


@pytest.mark.parametrize("content", [b"", b"no array", b"\x93NUMPY"])
def test_what_is_no_array_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "centres.npy"
    path.write_bytes(content)
    with pytest.raises(ModelDown, match="cannot be read"):
        read_centres(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelDown, match="cannot be read"):
        read_centres(tmp_path / "centres.npy")


@pytest.mark.parametrize("shape", [(3,), (3, 3), (2, 2, 2)])
def test_what_is_not_two_vectors_is_told(tmp_path: Path, shape: tuple[int, ...]) -> None:
    path = tmp_path / "centres.npy"
    np.save(path, np.zeros(shape, np.float32), allow_pickle=False)
    with pytest.raises(ModelDown, match="does not hold 2 vectors"):
        read_centres(path)
