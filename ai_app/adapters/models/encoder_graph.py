"""The encoder of a BERT as a graph: from a text's embedded tokens to the mean of what they mean.

Devlin et al., "BERT" (2018, arXiv:1810.04805). Matrices are multiplied in whole numbers, which is
twice as fast on the whole as in 32 bits. Weights have a scale for each output, and what they are
multiplied with has one for each token, found anew each time (Dettmers et al., "LLM.int8()", 2022,
arXiv:2208.07339, "vector-wise quantization"): one scale for a whole text, as is usual, would take
the cosine to the vectors of unrounded weights from .999 to .996, and save a tenth of the time.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from adapters.models.draft import Draft
from adapters.models.onnx_format import Graph, Value
from adapters.models.packed import Packed

EMBEDDED, ZEROS, MEAN = "embedded", "zeros", "mean"
"""Embedded tokens, shape (1, tokens, hidden); `ZERO` once for each of them; shape (1, hidden)."""
ZERO = 128
"""What stands for 0 in the unsigned bytes that tokens become."""
TOKEN_MAX, WEIGHT_MAX = 127, 63
"""Largest whole numbers of either side. With seven bits for a weight no processor overflows: those
without instructions for it add two products in 16 bits, and 2 x 255 x 63 fits. The eighth bit
would bring the cosine to the engine's vectors from .9989 to .9993."""


def encoder_graph(model: Packed) -> Graph:
    """Return the graph; raise `NotPacked` where the model lacks a tensor, or has a damaged one."""
    return _Drafting(model).graph()


def quantised(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return whole numbers, and by which to multiply them, for weights of shape (out, into).

    The numbers have shape (into, out), as they are multiplied; the scales have shape (out,).
    """
    scales = np.abs(weights).max(axis=1) / np.float32(WEIGHT_MAX)
    divisors = np.where(scales > 0, scales, np.float32(1))
    return np.rint(weights / divisors[:, None]).astype(np.int8).T, scales


class _Drafting:
    """Drafts the graph of one model, layer by layer."""

    def __init__(self, model: Packed) -> None:
        self._model, self._shape, self._draft = model, model.shape, Draft()
        heads = [-1, self._shape.heads, self._shape.hidden // self._shape.heads]
        self._heads = self._integers(*heads)
        self._whole = self._integers(1, -1, self._shape.hidden)
        self._flat, self._last = self._integers(-1), self._integers(-1)
        self._zero = self._draft.constant(np.array(ZERO, np.uint8))
        self._one = self._draft.constant(np.array(1, np.float32))
        self._part = self._draft.constant(np.array(1 / TOKEN_MAX, np.float32))

    def graph(self) -> Graph:
        hidden = self._shape.hidden
        x = self._normalised(EMBEDDED, "emb.ln")
        for number in range(self._shape.layers):
            x = self._layer(x, f"l{number}")
        mean = self._draft.add("ReduceMean", x, self._integers(1), keepdims=0)
        tokens = Value(name=EMBEDDED, kind="float32", shape=(1, "tokens", hidden))
        zeros = Value(name=ZEROS, kind="uint8", shape=("tokens",))
        found = Value(name=MEAN, kind="float32", shape=(1, hidden))
        return self._draft.graph((tokens, zeros), found, mean)

    def _layer(self, x: str, name: str) -> str:
        add = self._draft.add
        attended = self._attended(self._linear(x, f"{name}.q", f"{name}.k", f"{name}.v"))
        x = self._normalised(add("Add", self._linear(attended, f"{name}.ao"), x), f"{name}.aln")
        inner = add("Gelu", self._linear(x, f"{name}.fi"))
        return self._normalised(add("Add", self._linear(inner, f"{name}.fo"), x), f"{name}.oln")

    def _attended(self, of_all: str) -> str:
        """Let each token look at all others, in each head by itself."""
        draft = self._draft
        parts = draft.added("Split", of_all, count=3, axis=2, num_outputs=3)
        asks, keys, values = (draft.add("Reshape", part, self._heads) for part in parts)
        scores = draft.of_runtime(
            "FusedMatMul", asks, keys, transBatchA=1, transBatchB=1, transB=1,
            alpha=1 / sqrt(self._shape.hidden // self._shape.heads),
        )  # fmt: skip
        shares = draft.add("Softmax", scores, axis=-1)
        found = draft.of_runtime("FusedMatMul", shares, values, transBatchB=1)
        return draft.add("Reshape", draft.add("Transpose", found, perm=(1, 0, 2)), self._whole)

    def _linear(self, x: str, *names: str) -> str:
        """Multiply by the weights of these names, side by side, and add what belongs to them."""
        draft, into = self._draft, self._inputs(names[0])
        weights = np.concatenate(
            [self._model.weights(f"{name}.w").reshape(-1, into) for name in names]
        )
        numbers, scales = quantised(weights)
        tokens, of_tokens = self._quantised(x)
        found = draft.of_runtime(
            "MatMulIntegerToFloat",
            tokens, draft.constant(numbers), self._one, draft.constant(scales), self._zero,
        )  # fmt: skip
        added = np.concatenate([self._model.weights(f"{name}.b") for name in names])
        return draft.add("Add", draft.add("Mul", found, of_tokens), draft.constant(added))

    def _quantised(self, x: str) -> tuple[str, str]:
        """Return the tokens in whole numbers, and by which to multiply each token."""
        add = self._draft.add
        largest = add("ReduceMax", add("Abs", x), self._last, keepdims=1)
        scales = add("Mul", largest, self._part)
        numbers = add("QuantizeLinear", x, add("Reshape", scales, self._flat), ZEROS, axis=1)
        return numbers, scales

    def _normalised(self, x: str, name: str) -> str:
        factors, added = (
            self._draft.constant(self._model.weights(f"{name}.{part}")) for part in "wb"
        )
        return self._draft.add(
            "LayerNormalization", x, factors, added, epsilon=float(self._shape.epsilon)
        )

    def _inputs(self, name: str) -> int:
        return self._shape.inner if name.endswith(".fo") else self._shape.hidden

    def _integers(self, *numbers: int) -> str:
        return self._draft.constant(np.array(numbers, np.int64))
