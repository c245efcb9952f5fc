"""Writes a graph of operators in the format ONNX, which runtimes of neural networks read.

The format is messages of Protocol Buffers (https://protobuf.dev/programming-guides/encoding); the
numbers of their fields are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. The
library for it would bring ten times the code of this module's service.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT, OPERATORS, OPERATORS_OF_RUNTIME = 9, 20, 1
"""Versions: of the format, of ONNX's own operators, and of those that onnxruntime adds."""
RUNTIME = "com.microsoft"
"""Whose operators onnxruntime adds."""
KINDS = {"float32": 1, "uint8": 2, "int8": 3, "int64": 7, "float64": 11}
"""What ONNX calls the kinds of numbers, `TensorProto.DataType`."""
VARINT, BYTES, FIXED = 0, 2, 5
SEVEN_BITS, MORE = 0x7F, 0x80
ATTRIBUTE_FLOAT, ATTRIBUTE_INTEGER, ATTRIBUTE_INTEGERS = 1, 2, 7
Attribute = float | int | Sequence[int]
Size = int | str
"""Of one axis of a tensor; a name where it differs from run to run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One operator, and the names of what goes into it and of what comes out."""

    operator: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    attributes: Mapping[str, Attribute]
    domain: str = ""
    """Whose operator it is; ONNX's own where it is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What goes into a graph or comes out of it."""

    name: str
    kind: str
    shape: Sequence[Size]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Graph:
    """Operators in an order in which they can be run, and the tensors that never change."""

    nodes: Sequence[Node]
    constants: Mapping[str, NDArray[Any]]
    inputs: Sequence[Value]
    outputs: Sequence[Value]


def onnx_model(graph: Graph) -> bytes:
    """Return the graph as the content of an ONNX file, a `ModelProto`."""
    sets = (("", OPERATORS), (RUNTIME, OPERATORS_OF_RUNTIME))
    return b"".join(
        (
            _number(1, FORMAT),
            *(_bytes(8, _text(1, domain) + _number(2, version)) for domain, version in sets),
            _bytes(7, b"".join(_graph(graph))),
        )
    )


def _graph(graph: Graph) -> Iterable[bytes]:
    for node in graph.nodes:
        yield _bytes(1, _node(node))
    yield _text(2, "encoder")
    for name, tensor in graph.constants.items():
        yield _bytes(5, _tensor(name, tensor))
    for field, values in ((11, graph.inputs), (12, graph.outputs)):
        for value in values:
            yield _bytes(field, _value(value))


def _node(node: Node) -> bytes:
    return b"".join(
        (
            *(_text(1, name) for name in node.inputs),
            *(_text(2, name) for name in node.outputs),
            _text(4, node.operator),
            *(_bytes(5, _attribute(*each)) for each in node.attributes.items()),
            _text(7, node.domain),
        )
    )


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _float(2, value) + _number(20, ATTRIBUTE_FLOAT)
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, ATTRIBUTE_INTEGER)
    numbers = b"".join(_number(8, each) for each in value)
    return _text(1, name) + numbers + _number(20, ATTRIBUTE_INTEGERS)


def _tensor(name: str, tensor: NDArray[Any]) -> bytes:
    content = np.ascontiguousarray(tensor, tensor.dtype.newbyteorder("<")).tobytes()
    sizes = b"".join(_number(1, size) for size in tensor.shape)
    return sizes + _number(2, KINDS[tensor.dtype.name]) + _text(8, name) + _bytes(9, content)


def _value(value: Value) -> bytes:
    shape = b"".join(
        _bytes(1, _text(2, size) if isinstance(size, str) else _number(1, size))
        for size in value.shape
    )
    tensor = _number(1, KINDS[value.kind]) + _bytes(2, shape)
    return _text(1, value.name) + _bytes(2, _bytes(1, tensor))


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return b"".join((_varint(field << 3 | BYTES), _varint(len(value)), value))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3 | VARINT) + _varint(value)


def _float(field: int, value: float) -> bytes:
    return _varint(field << 3 | FIXED) + struct.pack("<f", value)


def _varint(value: int) -> bytes:
    """Return a number, seven bits a byte, the low ones first; a negative one as if of 64 bits."""
    found = bytearray()
    value %= 2**64
    while value > SEVEN_BITS:
        found.append(value & SEVEN_BITS | MORE)
        value >>= 7
    found.append(value)
    return bytes(found)
