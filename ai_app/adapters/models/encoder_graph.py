"""The encoder of a BERT as a graph: from a text's embedded tokens to the mean of what they mean.

Devlin et al., "BERT" (2018, arXiv:1810.04805). Matrices are multiplied in whole numbers, which is
twice as fast on the whole as in 32 bits. Weights have a scale for each output, and what they are
multiplied with has one for each token, found anew each time (Dettmers et al., "LLM.int8()", 2022,
arXiv:2208.07339, "vector-wise quantization"): one scale for a whole text, as is usual, would take
the cosine to the vectors of unrounded weights from .999 to .996, and save a tenth of the time.

A text has the same vector on every processor, bit for bit, though each adds in an order of its own.
Sums of whole numbers below 2**24 come out alike in any order: so do all products of matrices, for
what tokens ask for, answer to and hold is rounded, too. Deviations and means are found in 64 bits
and rounded to 32, where an order shows as good as never. All else is done number by number, in
operations to which IEEE 754 leaves no choice (`curves`). It takes 15 % more time.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from adapters.models import curves
from adapters.models.draft import Draft
from adapters.models.onnx_format import KINDS, Attribute, Graph, Value
from adapters.models.packed import Packed

EMBEDDED, ZEROS, MEAN = "embedded", "zeros", "mean"
"""Embedded tokens, shape (1, tokens, hidden); `ZERO` once for each of them; shape (1, hidden)."""
ZERO = 128
"""What stands for 0 in the unsigned bytes that tokens become."""
TOKEN_MAX, WEIGHT_MAX = 127, 63
"""Largest whole numbers of either side. With seven bits for a weight no processor overflows: those
without instructions for it add two products in 16 bits, and 2 x 255 x 63 fits. The eighth bit
would bring the cosine to the engine's vectors from .9989 to .9993."""
FINER = 64
"""So many times larger is what tokens ask for, answer to and hold, when it is rounded. Sums of its
products, all signs taken away, come to .37 of 2**24 at most for texts of up to 512 tokens, and to
1.1 for noise."""


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
        self._one, self._part = self._draft.number(1), self._draft.number(1 / TOKEN_MAX)

    def graph(self) -> Graph:
        hidden = self._shape.hidden
        x = self._normalised(EMBEDDED, "emb.ln")
        for number in range(self._shape.layers):
            x = self._layer(x, f"l{number}")
        mean = self._widely("ReduceMean", x, self._integers(1), keepdims=0)
        tokens = Value(name=EMBEDDED, kind="float32", shape=(1, "tokens", hidden))
        zeros = Value(name=ZEROS, kind="uint8", shape=("tokens",))
        found = Value(name=MEAN, kind="float32", shape=(1, hidden))
        return self._draft.graph((tokens, zeros), found, mean)

    def _layer(self, x: str, name: str) -> str:
        add, stretch = self._draft.add, curves.STRETCH
        names = (f"{name}.q", f"{name}.k", f"{name}.v")
        found = self._linear(self._attended(self._linear(x, *names, times=FINER)), f"{name}.ao")
        x = self._normalised(add("Add", found, x), f"{name}.aln")
        inner = curves.gelu(self._draft, self._linear(x, f"{name}.fi", times=stretch))
        found = self._linear(inner, f"{name}.fo", was=stretch**2)
        return self._normalised(add("Add", found, x), f"{name}.oln")

    def _attended(self, of_all: str) -> str:
        """Let each token look at all others, in each head by itself."""
        draft = self._draft
        parts = draft.added("Split", draft.add("Round", of_all), count=3, axis=2, num_outputs=3)
        asks, keys, values = (draft.add("Reshape", part, self._heads) for part in parts)
        width = self._shape.hidden // self._shape.heads
        scores = draft.of_runtime(
            "FusedMatMul", asks, keys, transBatchA=1, transBatchB=1, transB=1,
            alpha=curves.PER_SCORE / (FINER**2 * sqrt(width)),
        )  # fmt: skip
        powers = curves.powers(draft, scores)
        found = draft.of_runtime("FusedMatMul", powers, values, transBatchB=1, alpha=1 / FINER)
        whole = draft.add("ReduceSum", powers, self._last, keepdims=1)
        shared = draft.add("Transpose", draft.add("Div", found, whole), perm=(1, 0, 2))
        return draft.add("Reshape", shared, self._whole)

    def _linear(self, x: str, *names: str, times: float = 1, was: float = 1) -> str:
        """Multiply by the weights of these names, side by side, and add what belongs to them.

        What comes out is so many `times` larger, what goes in `was` so many times larger.
        """
        draft, into = self._draft, self._inputs(names[0])
        weights = np.concatenate(
            [self._model.weights(f"{name}.w").reshape(-1, into) for name in names]
        )
        numbers, scales = quantised(weights)
        tokens, of_tokens = self._quantised(x)
        found = draft.of_runtime(
            "MatMulIntegerToFloat", tokens, draft.constant(numbers), self._one,
            draft.constant(scales * np.float32(times / was)), self._zero,
        )  # fmt: skip
        added = np.concatenate([self._model.weights(f"{name}.b") for name in names])
        of_weights = draft.constant(added * np.float32(times))
        return draft.add("Add", draft.add("Mul", found, of_tokens), of_weights)

    def _quantised(self, x: str) -> tuple[str, str]:
        """Return the tokens in whole numbers, and by which to multiply each token."""
        add = self._draft.add
        largest = add("ReduceMax", add("Abs", x), self._last, keepdims=1)
        scales = add("Mul", largest, self._part)
        numbers = add("QuantizeLinear", x, add("Reshape", scales, self._flat), ZEROS, axis=1)
        return numbers, scales

    def _normalised(self, x: str, name: str) -> str:
        factors, added = (
            self._draft.constant(self._model.weights(f"{name}.{part}").astype(np.float64))
            for part in "wb"
        )
        epsilon = float(self._shape.epsilon)
        return self._widely("LayerNormalization", x, factors, added, epsilon=epsilon)

    def _widely(self, operator: str, x: str, *inputs: str, **attributes: Attribute) -> str:
        """Do it in 64 bits, and give what comes out in 32."""
        add, wide, narrow = self._draft.add, KINDS["float64"], KINDS["float32"]
        return add("Cast", add(operator, add("Cast", x, to=wide), *inputs, **attributes), to=narrow)

    def _inputs(self, name: str) -> int:
        return self._shape.inner if name.endswith(".fo") else self._shape.hidden

    def _integers(self, *numbers: int) -> str:
        return self._draft.constant(np.array(numbers, np.int64))
