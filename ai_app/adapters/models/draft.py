"""Drafts a graph operator by operator, and gives each value in it a name."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adapters.models.onnx_format import RUNTIME, Attribute, Graph, Node, Value


class Draft:
    """Collects operators and constants; whoever adds one gets the name of what comes out."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._constants: dict[str, NDArray[Any]] = {}

    def constant(self, tensor: NDArray[Any]) -> str:
        """Add a tensor that never changes."""
        name = f"constant_{len(self._constants)}"
        self._constants[name] = tensor
        return name

    def number(self, number: float) -> str:
        """Add a number in 32 bits that never changes."""
        return self.constant(np.array(number, np.float32))

    def add(self, operator: str, *inputs: str, **attributes: Attribute) -> str:
        """Add an operator of ONNX that has one output."""
        (found,) = self._added(operator, inputs, attributes)
        return found

    def added(self, operator: str, *inputs: str, count: int, **attributes: Attribute) -> list[str]:
        """Add an operator of ONNX that has so many outputs."""
        return self._added(operator, inputs, attributes, count=count)

    def of_runtime(self, operator: str, *inputs: str, **attributes: Attribute) -> str:
        """Add an operator that onnxruntime has beside those of ONNX, with one output."""
        (found,) = self._added(operator, inputs, attributes, domain=RUNTIME)
        return found

    def graph(self, inputs: Sequence[Value], output: Value, value: str) -> Graph:
        """Return the graph, with this value as what comes out of it."""
        last = Node(operator="Identity", inputs=[value], outputs=[output.name], attributes={})
        return Graph(
            nodes=(*self._nodes, last),
            constants=dict(self._constants),
            inputs=inputs,
            outputs=(output,),
        )

    def _added(
        self,
        operator: str,
        inputs: Sequence[str],
        attributes: dict[str, Attribute],
        *,
        domain: str = "",
        count: int = 1,
    ) -> list[str]:
        outputs = [f"value_{len(self._nodes)}_{place}" for place in range(count)]
        self._nodes.append(
            Node(
                operator=operator,
                inputs=inputs,
                outputs=outputs,
                attributes=attributes,
                domain=domain,
            )
        )
        return outputs
