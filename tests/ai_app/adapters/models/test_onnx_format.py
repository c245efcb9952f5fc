"""The file that is written: its bytes are those of the format, and a runtime reads them."""

import importlib

import numpy as np
import pytest

from adapters.models.e5_small import opened
from adapters.models.onnx_format import Graph, Node, Value, _attribute, _varint, onnx_model


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "00"), (1, "01"), (127, "7f"), (150, "9601"), (-1, "ff" * 9 + "01")],
)
def test_numbers_are_written_as_protocol_buffers_documents_it(number: int, written: str) -> None:
    assert _varint(number).hex() == written


def test_an_attribute_says_of_which_kind_it_is() -> None:
    assert _attribute("a", 1.0).hex() == "0a0161" + "150000803f" + "a00101"
    assert _attribute("a", -1).hex() == "0a0161" + "18" + "ff" * 9 + "01" + "a00102"
    assert _attribute("a", (1, 0)).hex() == "0a0161" + "4001" + "4000" + "a00107"


def test_a_runtime_runs_what_was_written() -> None:
    def node(
        operator: str, inputs: str, output: str, **attributes: float | tuple[int, ...]
    ) -> Node:
        return Node(
            operator=operator, inputs=inputs.split(), outputs=[output], attributes=attributes
        )

    tensor = np.arange(6, dtype=np.float32).reshape(2, 3)
    graph = Graph(
        nodes=(
            node("Transpose", "x", "turned", perm=(1, 0)),
            node("Add", "turned tensor", "sum"),
            node("Reshape", "sum shape", "flat"),
            node("LeakyRelu", "flat", "bent", alpha=0.25),
            node("Softmax", "bent", "shares", axis=-1),
        ),
        constants={"tensor": tensor.T, "shape": np.array([1, -1])},
        inputs=[Value(name="x", kind="float32", shape=("rows", 3))],
        outputs=[Value(name="shares", kind="float32", shape=(1, "all"))],
    )
    session = opened(importlib.import_module("onnxruntime"), onnx_model(graph))
    x = np.array([[-9, 1, -4], [2, -7, 0]], dtype=np.float32)
    (found,) = session.run(["shares"], {"x": x})
    flat = (x + tensor).T.reshape(1, -1)
    powers = np.exp(np.where(flat < 0, flat / 4, flat))
    assert found == pytest.approx(powers / powers.sum(), abs=1e-6)
