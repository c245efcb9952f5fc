"""The encoder's graph: run, it finds what a BERT written down plainly finds."""

import importlib
from math import erf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from adapters.models.e5_small import opened
from adapters.models.encoder_graph import (
    EMBEDDED,
    MEAN,
    WEIGHT_MAX,
    ZERO,
    ZEROS,
    encoder_graph,
    quantised,
)
from adapters.models.onnx_format import onnx_model
from adapters.models.packed import NotPacked, Packed, mapped, read, shipped
from tests.ai_app.adapters.models.packing import TinyModel, tiny

Floats = NDArray[np.float64]


def plainly(model: Packed, x: Floats) -> Floats:
    """Encode embedded tokens, shape (tokens, hidden), in 64 bits, as the paper has it."""

    def linear(x: Floats, name: str) -> Floats:
        weights = model.weights(f"{name}.w").astype(np.float64)
        product: Floats = x @ weights.reshape(-1, x.shape[1]).T + model.weights(f"{name}.b")
        return product

    def normalised(x: Floats, name: str) -> Floats:
        spread = np.sqrt(x.var(axis=1, keepdims=True) + model.shape.epsilon)
        unit = (x - x.mean(axis=1, keepdims=True)) / spread
        found: Floats = unit * model.weights(f"{name}.w") + model.weights(f"{name}.b")
        return found

    def heads(x: Floats) -> list[Floats]:
        return np.split(x, model.shape.heads, axis=1)

    x = normalised(x, "emb.ln")
    for layer in (f"l{number}" for number in range(model.shape.layers)):
        attended = []
        for q, k, v in zip(*(heads(linear(x, f"{layer}.{part}")) for part in "qkv"), strict=True):
            powers = np.exp(q @ k.T / sqrt(q.shape[1]))
            attended.append(powers / powers.sum(axis=1, keepdims=True) @ v)
        x = normalised(x + linear(np.hstack(attended), f"{layer}.ao"), f"{layer}.aln")
        inner = linear(x, f"{layer}.fi")
        inner *= 0.5 * (1 + np.vectorize(erf)(inner / sqrt(2)))
        x = normalised(x + linear(inner, f"{layer}.fo"), f"{layer}.oln")
    mean: Floats = x.mean(axis=0)
    return mean


def run(model: Packed, x: Floats) -> Floats:
    session = opened(importlib.import_module("onnxruntime"), onnx_model(encoder_graph(model)))
    zeros = np.full(len(x), ZERO, dtype=np.uint8)
    (found,) = session.run([MEAN], {EMBEDDED: x[None].astype(np.float32), ZEROS: zeros})
    mean: Floats = found[0].astype(np.float64)
    return mean


def cosine(a: Floats, b: Floats) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


@pytest.mark.parametrize("tokens", [1, 2, 7, 16])
def test_a_tiny_model_finds_what_a_plain_one_finds(tokens: int) -> None:
    model = read(TinyModel(step=0.04).packed())
    x = np.random.default_rng(tokens).normal(size=(tokens, model.shape.hidden))
    assert cosine(run(model, x), plainly(model, x)) > 0.999


@pytest.mark.lengthy
def test_the_real_model_finds_what_a_plain_one_finds() -> None:
    model = read(mapped(shipped()))
    words = model.weights("emb.word").reshape(-1, model.shape.hidden)[1_000:1_012]
    places = model.weights("emb.pos").reshape(-1, model.shape.hidden)[: len(words)]
    x = (words + places).astype(np.float64)
    assert cosine(run(model, x), plainly(model, x)) > 0.998


def test_a_model_that_lacks_a_tensor_is_told() -> None:
    model = tiny()
    places = {name: place for name, place in model.places.items() if name != "l0.fo.w"}
    lacking = Packed(
        shape=model.shape, vocabulary=model.vocabulary, content=model.content, places=places
    )
    with pytest.raises(NotPacked, match=r"holds no l0\.fo\.w"):
        encoder_graph(lacking)


@given(st.integers(0, 2**32 - 1), st.floats(1e-6, 1e3))
def test_a_weight_is_off_by_half_a_step_at_most(seed: int, size: float) -> None:
    weights = np.random.default_rng(seed).normal(scale=size, size=(5, 8)).astype(np.float32)
    weights[2] = 0
    numbers, scales = quantised(weights)
    assert (numbers.dtype, numbers.shape, scales.shape) == (np.dtype(np.int8), (8, 5), (5,))
    assert np.abs(numbers).max(axis=0).tolist() == [63, 63, 0, 63, 63]
    assert np.all(np.abs(numbers.T * scales[:, None] - weights) <= scales[:, None] * 0.5001)
    assert 2 * 255 * WEIGHT_MAX < 2**15
