"""A bucket as a host reaches it: by signed addresses alone."""

from __future__ import annotations

from typing import Protocol

from deploy.ports import Answer
from sim.machinery.distant import Distant


class Reachable(Distant, Protocol):
    """Something that answers at signed addresses."""

    def refuses(self, method: str, url: str, now: float) -> Answer | None:
        """Return what is answered where the address allows nothing now; None where it does."""
