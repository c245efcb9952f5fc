"""The two curves of a transformer, exp and Gelu, in sums and products: the same bits anywhere.

IEEE 754 says how a sum, a product and a quotient are rounded, so that all processors agree in them.
What exp and erf come to it leaves open, and libraries differ in the last bit. A last bit may decide
how a number is rounded to eight bits, and what is rounded otherwise goes on to all that follows.
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from adapters.models.draft import Draft

WHOLE = 512
"""What exp(0) counts as: as much as sums of products with what 512 tokens hold leave room for."""
ROOT = 16
"""exp(-y) is found as the power of a square, ((`TOP` - `SLOPE` y)**2 + `REST`)**16."""
SLOPE, TOP, REST = 0.0408074233, 0.7602720407, 0.4219048857
"""With these it is off by .0013 at most, and by a hundredth of itself for y below 6."""
FAR = 7.2
"""From here on it counts as nothing: 512 of it are less than a half."""
_NARROWER = WHOLE ** (1 / ROOT)
PER_SCORE = SLOPE * sqrt(_NARROWER)
"""By this much whoever makes scores multiplies them, which then costs nothing."""

ENDS = 3.07
"""From here on Gelu(x) counts as x, and as 0 below its opposite."""
ODD = (0.38636175, -0.052135512, 0.0044329425, -0.0001503771)
"""Of x, x**3, x**5 and x**7: the normal distribution less a half. With these Gelu is off by .0035,
a small part of the step that it is rounded to next; no others of this degree do better."""
STRETCH = (-ODD[-1]) ** (1 / 6)
"""Gelu is given so many times x, and gives so many times that, squared: a product less."""


def powers(draft: Draft, scores: str) -> str:
    """Return exp of each score less the largest of its row, in whole numbers up to `WHOLE`.

    The scores are to be multiplied by `PER_SCORE`.
    """
    add, number = draft.add, draft.number
    top = add("ReduceMax", scores, draft.constant(np.array([-1], np.int64)), keepdims=1)
    beyond = add("Sub", top, number(TOP * sqrt(_NARROWER)))
    found = add("Max", add("Sub", scores, beyond), number((TOP - SLOPE * FAR) * sqrt(_NARROWER)))
    found = add("Add", add("Mul", found, found), number(REST * _NARROWER))
    for _ in range(ROOT.bit_length() - 1):
        found = add("Mul", found, found)
    return add("Round", found)


def gelu(draft: Draft, stretched: str) -> str:
    """Return x times the share of a normal distribution below x, for `STRETCH` times x.

    Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016, arXiv:1606.08415).
    """
    add, number = draft.add, draft.number
    within = add("Clip", stretched, number(-ENDS * STRETCH), number(ENDS * STRETCH))
    square = add("Mul", within, within)
    last, *others = _stretched(ODD[-2::-1])
    found = add("Sub", number(last), square)
    for other in others:
        found = add("Add", add("Mul", found, square), number(other))
    share = add("Add", add("Mul", found, within), number(STRETCH / 2))
    return add("Mul", share, stretched)


def _stretched(factors: Sequence[float]) -> list[float]:
    """Return what stands for these factors, the highest first, when the next above them is -1."""
    degree = 2 * len(factors)
    return [each / STRETCH ** (degree - 2 * n) for n, each in enumerate(factors, 1)]
