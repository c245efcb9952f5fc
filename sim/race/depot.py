"""Where instructions have their wheels fetched and their replies left: the bucket, to a host."""

from __future__ import annotations

from dataclasses import dataclass, field

from deploy.ports import Answer
from deploy.replies import OK

WHEEL, REPLY = "https://bucket.test/wheel/", "https://bucket.test/reply/"


@dataclass(slots=True)
class Depot:
    """Wheels by the letters of their commits, and the replies that were left, by instruction."""

    wheels: dict[str, bytes]
    replies: dict[str, bytes] = field(default_factory=dict)

    def holds(self, url: str) -> bool:
        return url.startswith((WHEEL, REPLY))

    def answer(self, method: str, url: str, _now: float, body: bytes = b"") -> Answer:
        if method == "PUT":
            self.replies[url.removeprefix(REPLY)] = body
            return Answer(OK, b"")
        return Answer(OK, self.wheels[url.removeprefix(WHEEL)])
