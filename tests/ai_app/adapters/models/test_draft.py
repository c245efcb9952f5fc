"""Drafting a graph: every value has a name of its own, and operators stand in their order."""

import numpy as np

from adapters.models.draft import Draft
from adapters.models.onnx_format import Value


def test_whoever_adds_an_operator_gets_what_comes_out_of_it() -> None:
    draft = Draft()
    two = draft.constant(np.array(2, np.float32))
    halves = draft.added("Split", "x", count=2, axis=0)
    product = draft.of_runtime("FusedMatMul", *halves, alpha=0.5)
    last = draft.add("Mul", product, two)
    given, found = (Value(name=name, kind="float32", shape=(2,)) for name in ("x", "y"))
    graph = draft.graph((given,), found, last)
    assert [node.operator for node in graph.nodes] == ["Split", "FusedMatMul", "Mul", "Identity"]
    assert [node.domain for node in graph.nodes] == ["", "com.microsoft", "", ""]
    assert graph.nodes[0].attributes == {"axis": 0}
    made = [name for node in graph.nodes for name in node.outputs]
    assert len(set(made) | {"x", two}) == len(made) + 2
    known = {"x", two}
    for node in graph.nodes:
        assert known.issuperset(node.inputs)
        known.update(node.outputs)
    assert (graph.inputs, graph.outputs, made[-1]) == ((given,), (found,), "y")
    assert list(graph.constants) == [two]
