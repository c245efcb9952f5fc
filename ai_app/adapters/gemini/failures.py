"""What goes wrong with Gemini, in words of ours: those of others may hold anything."""

import re
from collections.abc import Mapping
from typing import Any

from schemas.errors import WordsDown

AGAIN = frozenset({429, 503})
"""Statuses after which the same request may work: too many at once, or too much to do."""
REASONS: Mapping[int, str] = {
    400: "Gemini refuses the request or the key",
    401: "Gemini does not know the key",
    403: "Gemini does not let this key write",
    404: "Gemini has no such model; see GEMINI_MODEL",
    429: "Gemini's quota is used up",
    503: "Gemini has too much to do",
    504: "Gemini took too long",
}
SECONDS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)s")
"""A Duration of protobuf's JSON: seconds, and fractions of them."""


class Busy(WordsDown):
    """The same request may work in a moment; whoever insists catches this, nobody else needs to."""

    def __init__(self, reason: str, after_s: float | None = None) -> None:
        """Say after how many seconds, where Gemini does."""
        super().__init__(reason)
        self.after_s = after_s


def refusal(status: int, body: Any) -> WordsDown:  # noqa: ANN401 - whatever JSON came
    """Return the error of an HTTP status; the body is one as of AIP-193, or a list of one."""
    reason = f"{REASONS.get(status, 'Gemini failed')} (HTTP {status})"
    return Busy(reason, retry_delay_s(body)) if status in AGAIN else WordsDown(reason)


def retry_delay_s(body: Any) -> float | None:  # noqa: ANN401 - as above
    """Return the delay that a `google.rpc.RetryInfo` in an error asks for, in seconds."""
    first = body[0] if isinstance(body, list) and body else body
    error = first.get("error") if isinstance(first, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    for each in details if isinstance(details, list) else ():
        delay = each.get("retryDelay") if isinstance(each, dict) else None
        if isinstance(delay, str) and (found := SECONDS.fullmatch(delay)):
            return float(found[1])
    return None


def unreadable(error: Exception) -> WordsDown:
    """Return the error of whatever else a library raised; of it, the name of its kind alone."""
    return WordsDown(f"Gemini could not be reached, or not be understood ({type(error).__name__})")
