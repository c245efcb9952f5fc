"""What is wrong with something that was looked at from all sides, told together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from deploy.errors import DeployError

SHOWN_MAX = 5
"""Names that a complaint repeats; of the others it tells how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One reason for a refusal, and what cures it."""

    what: str
    cure: str


class Unfit(Refused):
    """Refused, for every reason there is: nobody mends one to be told the next."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        """Keep the reasons apart, so that a report can show each with its cure."""
        if len(complaints) == 1:
            super().__init__(complaints[0].what, complaints[0].cure)
        else:
            reasons = [f"({at}) {each.what}" for at, each in enumerate(complaints, start=1)]
            cures = [f"({at}) {each.cure}" for at, each in enumerate(complaints, start=1)]
            super().__init__("; ".join(reasons), "; ".join(cures))
        self.complaints = tuple(complaints)


def of(error: DeployError, cure: str = "") -> Complaint:
    """Return what an error complains of; `cure` where it says nothing of that itself."""
    return Complaint(what=error.reason, cure=error.advice or cure)


def some(names: Collection[str]) -> str:
    """Write a few of many names, in order."""
    shown = [name if name.isprintable() else ascii(name) for name in sorted(names)[:SHOWN_MAX]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
