"""The port to those who are told: one final message, whose fate changes no verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Fate(Enum):
    """What became of a message."""

    DELIVERED = "delivered"
    UNSURE = "sent, and nobody knows whether it arrived"
    REFUSED = "refused"
    UNDELIVERED = "not delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of a message, and why: for the log, never for the exit code."""

    fate: Fate
    why: str = ""
    """A status, a code, the name of an error; never a service's own words."""
    tries: int = 0
    advice: str = ""

    def __str__(self) -> str:
        """Write it as the log has it."""
        why = f" ({self.why})" if self.why else ""
        advice = f". {self.advice}" if self.advice else ""
        return f"the message was {self.fate.value}{why}{advice}"


class Notifier(Protocol):
    """Whoever is told how a run ended."""

    def tell(self, payload: Mapping[str, object]) -> Told:
        """Send one message; never raise. It is sent again only where it surely did not arrive."""
