"""Writes the weights of a model as a file of safetensors, one tensor in memory at a time.

The format: eight bytes tell how long a JSON object is, which tells where each tensor lies in what
follows (https://huggingface.co/docs/safetensors, "Format").
"""

import json
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from adapters.models.packed import Packed

POOLER = "pooler.dense"
"""Part of every BERT; the mean of the tokens is taken without it, so it may be zeros."""
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""What the parts of a layer are called there, by their names here."""


def write_tensors(model: Packed, file: BinaryIO) -> None:
    """Write every tensor of a BERT, as 32-bit numbers."""
    head: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, _, shape in names(model):
        begin, end = end, end + 4 * int(np.prod(shape))
        head[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [begin, end]}
    told = json.dumps(head).encode()
    told += b" " * (-len(told) % 8)
    file.write(len(told).to_bytes(8, "little") + told)
    for _, packed, shape in names(model):
        file.write(numbers(model, packed, shape).astype("<f4").data)


def numbers(model: Packed, packed: str | None, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return the numbers of a tensor; zeros where the file has none for it."""
    if packed is None:
        return np.zeros(shape, dtype=np.float32)
    return model.weights(packed).reshape(shape)


def names(model: Packed) -> Iterator[tuple[str, str | None, tuple[int, ...]]]:
    """Yield each tensor's name there, its name here, and its shape."""
    of, hidden = model.shape, (model.shape.hidden,)
    yield "embeddings.word_embeddings.weight", "emb.word", (of.vocabulary, *hidden)
    yield "embeddings.position_embeddings.weight", "emb.pos", (of.positions, *hidden)
    yield "embeddings.token_type_embeddings.weight", "emb.type", (of.types, *hidden)
    yield "embeddings.LayerNorm.weight", "emb.ln.w", hidden
    yield "embeddings.LayerNorm.bias", "emb.ln.b", hidden
    for layer in range(of.layers):
        for part, there in PARTS.items():
            out = of.inner if part == "fi" else of.hidden
            into = () if part.endswith("ln") else (of.inner if part == "fo" else of.hidden,)
            name = f"encoder.layer.{layer}.{there}"
            yield f"{name}.weight", f"l{layer}.{part}.w", (out, *into)
            yield f"{name}.bias", f"l{layer}.{part}.b", (out,)
    yield f"{POOLER}.weight", None, (of.hidden, of.hidden)
    yield f"{POOLER}.bias", None, hidden
