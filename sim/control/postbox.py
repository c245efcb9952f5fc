"""What a host leaves in the bucket arrives there when its time has come."""

from __future__ import annotations

from dataclasses import dataclass, field

from deploy.ports import Answer
from deploy.replies import OK
from sim.control.reachable import Reachable


@dataclass(slots=True)
class Postbox:
    """The bucket as a host reaches it: what it leaves there arrives when its time has come."""

    bucket: Reachable
    left: list[tuple[float, str, bytes]] = field(default_factory=list)

    refused: int = 0
    """What the bucket did not take."""

    def holds(self, url: str) -> bool:
        return self.bucket.holds(url)

    def answer(self, method: str, url: str, now: float, body: bytes = b"") -> Answer:
        if method == "PUT":
            refused = self.bucket.refuses(method, url, now)
            if refused is None:
                self.left.append((now, url, body))
            else:
                self.refused += 1
            return refused or Answer(OK, b"")
        return self.bucket.answer(method, url, now, body)

    def deliver(self) -> None:
        """Let the bucket have what was left."""
        for at, url, body in self.left:
            self.bucket.answer("PUT", url, at, body)
        self.left.clear()
