"""The two curves: how far they are off, and that nothing in them is left to a processor."""

import importlib
from collections.abc import Callable
from math import erf, exp, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.models import curves
from adapters.models.draft import Draft
from adapters.models.e5_small import opened
from adapters.models.onnx_format import Value, onnx_model

Floats = NDArray[np.float32]
CHOSEN_BY_A_PROCESSOR = {"Exp", "Erf", "Gelu", "Pow", "Sigmoid", "Softmax", "Tanh", "ReduceMean"}


def found(curve: Callable[[Draft, str], str], x: Floats) -> Floats:
    """Run one curve, on rows of shape (rows, columns)."""
    draft = Draft()
    whole = curve(draft, "x")
    ends = [Value(name=name, kind="float32", shape=("rows", "columns")) for name in ("x", "y")]
    model = onnx_model(draft.graph(ends[:1], ends[1], whole))
    (rows,) = opened(importlib.import_module("onnxruntime"), model).run(["y"], {"x": x})
    return rows


def test_powers_are_those_of_the_distance_to_the_largest() -> None:
    below = np.linspace(0, 20, 4001, dtype=np.float32)
    scores = (3 - below) * np.float32(curves.PER_SCORE)
    (rows,) = found(curves.powers, scores[None])
    exact = np.array([exp(-y) for y in below.tolist()])
    assert np.abs(rows / curves.WHOLE - exact).max() < 0.0013 + 0.5 / curves.WHOLE
    assert np.array_equal(rows, np.rint(rows)), "no whole number is added in an order"
    assert (rows[0], rows[-1]) == (curves.WHOLE - 1, 0)
    assert np.all(np.diff(rows) <= 0)


def test_each_row_of_powers_has_a_largest_of_its_own() -> None:
    scores = np.array([[0, -1, -9], [70, 70, 69]], np.float32) * np.float32(curves.PER_SCORE)
    assert found(curves.powers, scores).tolist() == [[511, 189, 0], [511, 511, 189]]


def test_gelu_is_off_by_a_small_part_of_a_step() -> None:
    x = np.linspace(-12, 12, 6001, dtype=np.float32)
    (rows,) = found(curves.gelu, x[None] * np.float32(curves.STRETCH))
    exact = np.array([each * 0.5 * (1 + erf(each / sqrt(2))) for each in x.tolist()])
    assert np.abs(rows / curves.STRETCH**2 - exact).max() < 0.0036


@pytest.mark.parametrize("x", [-400.0, -3.1, 3.1, 400.0])
def test_gelu_is_itself_or_nothing_from_its_ends_on(x: float) -> None:
    (rows,) = found(curves.gelu, np.array([[x * curves.STRETCH]], np.float32))
    assert rows[0] / curves.STRETCH**2 == pytest.approx(max(x, 0), abs=1e-6 * abs(x))


@pytest.mark.parametrize("curve", [curves.powers, curves.gelu])
def test_nothing_is_left_to_a_processor(curve: Callable[[Draft, str], str]) -> None:
    draft = Draft()
    value = Value(name="x", kind="float32", shape=("rows", "columns"))
    graph = draft.graph([value], value, curve(draft, "x"))
    assert not CHOSEN_BY_A_PROCESSOR & {node.operator for node in graph.nodes}
