"""A bucket in memory, and what its signed addresses answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, unquote, urlsplit

from deploy.control.errors import refusal
from deploy.control.ports import Stored
from deploy.ports import Answer

OK, FORBIDDEN, NOT_FOUND = 200, 403, 404


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: its content, and the digest that was recorded with it."""

    content: bytes
    sha256: str | None

    def stored(self, key: str) -> Stored:
        """Say what a request for its head says; the name of a content is its MD5, as in S3."""
        etag = hashlib.md5(self.content, usedforsecurity=False).hexdigest()
        return Stored(key=key, size=len(self.content), sha256=self.sha256, etag=etag)


@dataclass(slots=True)
class Bucket:
    """Objects by key."""

    name: str
    there: bool = True
    things: dict[str, Thing] = field(default_factory=dict)

    def need(self, operation: str, what: str) -> None:
        """Raise `Missing` where the bucket is not there."""
        if not self.there:
            raise refusal(operation, what, "NoSuchBucket", NOT_FOUND)

    def signed(self, method: str, key: str, until: float) -> str:
        """Return an address that allows one method on one key until a moment."""
        seal = self._seal(method, key, until)
        return f"https://{self.name}.s3.simulated/{quote(key)}?until={until:.3f}&seal={seal}"

    def holds(self, url: str) -> bool:
        """Say whether an address is one of this bucket's."""
        return url.startswith(f"https://{self.name}.s3.simulated/")

    def answer(self, method: str, url: str, now: float, body: bytes = b"") -> Answer:
        """Answer a request to a signed address, as a host makes it: GET, or PUT of `body`."""
        refused = self.refuses(method, url, now)
        if refused is not None:
            return refused
        key = _key(url)
        if method == "PUT":
            self.things[key] = Thing(body, None)
            return Answer(OK, b"")
        if key not in self.things:
            return Answer(NOT_FOUND, b"<Error><Code>NoSuchKey</Code></Error>")
        return Answer(OK, self.things[key].content)

    def refuses(self, method: str, url: str, now: float) -> Answer | None:
        """Return what is answered where the address allows nothing now; None where it does."""
        words = parse_qs(urlsplit(url).query)
        until = float(words["until"][0])
        if words["seal"][0] != self._seal(method, _key(url), until) or now >= until:
            return Answer(FORBIDDEN, b"<Error><Code>AccessDenied</Code></Error>")
        if not self.there:
            return Answer(NOT_FOUND, b"<Error><Code>NoSuchBucket</Code></Error>")
        return None

    def _seal(self, method: str, key: str, until: float) -> str:
        sealed = f"{self.name} {method} {key} {until:.3f}"
        return hashlib.sha256(sealed.encode()).hexdigest()


def _key(url: str) -> str:
    return unquote(urlsplit(url).path[1:])
