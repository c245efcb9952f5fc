"""Messages to a channel of Discord, through its webhook.

There is one final message of a run, and Discord offers nothing to make sure of that: a webhook
takes no nonce, and a message can be looked up by the id alone that its reply carries. So a
message whose reply was lost is not sent again: told twice, a run looks like two, while an
untold one still has its log and its exit code. Sent again is what surely did not arrive: no
connection, too many requests, or an answer that says the service failed. A gateway that waited
in vain (504, 520 and above) knows nothing, and counts as a lost reply.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from deploy.control.notifier import Fate, Told
from deploy.control.secret import Secret
from deploy.control.web.exchange import NoReply, Reply, Request, exchange, is_success, seconds
from deploy.control.webhook import ORIGIN, VARIABLE

if TYPE_CHECKING:
    from deploy.ports import Clock

TRIES_MAX = 5
TOTAL_S_MAX = 90.0
"""For all tries and the waits between them; a reply may take what `exchange` allows on top."""
WAITS_S = (1.0, 2.0, 4.0, 8.0)
"""Where the service does not say how long."""
TOO_MANY, LEAST_ERROR, LEAST_SERVER_ERROR = 429, 400, 500
NOT_DONE = frozenset((500, 502, 503))
GONE = frozenset((401, 403, 404))
NEW_WEBHOOK = f"Make a new webhook and set {VARIABLE} to it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discord:
    """The port `Notifier`. `webhook` is what `parse_webhook` made of the setting."""

    webhook: Secret
    clock: Clock
    origin: str = ORIGIN
    """Another place for tests, which stands in for Discord."""

    def tell(self, payload: Mapping[str, object]) -> Told:
        try:
            content = json.dumps(payload, allow_nan=False).encode()
            return self._told(content)
        except Exception as error:  # noqa: BLE001 - whatever it is, a message changes no verdict
            return Told(fate=Fate.UNDELIVERED, why=type(error).__name__)

    def _told(self, content: bytes) -> Told:
        until, told = self.clock.now() + TOTAL_S_MAX, Told(fate=Fate.UNDELIVERED)
        for tries in range(1, TRIES_MAX + 1):
            told, wait_s = self._once(content, tries)
            if wait_s is None or tries == TRIES_MAX:
                return told
            if self.clock.now() + wait_s > until:
                why = f"{told.why}, and {wait_s:g} s more are too long"
                return Told(fate=told.fate, why=why, tries=tries)
            self.clock.sleep(wait_s)
        return told

    def _once(self, content: bytes, tries: int) -> tuple[Told, float | None]:
        """Send it; return what became of it, and how long to wait before sending it again."""
        grown_s = WAITS_S[min(tries, len(WAITS_S)) - 1]
        try:
            reply = exchange(self._request(content), self.clock)
        except NoReply as none:
            if none.arrived:
                return Told(fate=Fate.UNSURE, why=none.why, tries=tries), None
            return Told(fate=Fate.UNDELIVERED, why=none.why, tries=tries), grown_s
        told = judged(reply, tries)
        if told.fate is not Fate.UNDELIVERED:
            return told, None
        asked_s = asked_wait_s(reply)
        return told, grown_s if asked_s is None else asked_s

    def _request(self, content: bytes) -> Request:
        path = urlsplit(self.webhook.reveal()).path
        return Request(
            method="POST",
            url=f"{self.origin}{path}?wait=true",  # else what is not saved is told as a success
            headers={"Content-Type": "application/json"},
            content=content,
            secrets=(self.webhook,),
        )


def judged(reply: Reply, tries: int) -> Told:
    """Return what a reply says of the message. UNDELIVERED may be sent again."""
    status = reply.status
    if status == TOO_MANY or status in NOT_DONE:
        return Told(fate=Fate.UNDELIVERED, why=f"HTTP {status}", tries=tries)
    if status >= LEAST_SERVER_ERROR:
        return Told(fate=Fate.UNSURE, why=f"HTTP {status}", tries=tries)
    if status >= LEAST_ERROR:
        advice = NEW_WEBHOOK if status in GONE else ""
        why = f"HTTP {status}{_code(reply)}"
        return Told(fate=Fate.REFUSED, why=why, tries=tries, advice=advice)
    if not is_success(reply):
        return Told(fate=Fate.REFUSED, why=f"HTTP {status}, which leads elsewhere", tries=tries)
    return Told(fate=Fate.DELIVERED, why=f"HTTP {status}", tries=tries)


def _code(reply: Reply) -> str:
    """Return the number Discord gives an error; its words repeat what was sent."""
    document = reply.document()
    code = document.get("code") if isinstance(document, dict) else None
    return f", code {code}" if isinstance(code, int) and not isinstance(code, bool) else ""


def asked_wait_s(reply: Reply) -> float | None:
    """Return how long the service asks to wait: exactly in the body, rounded in the headers.

    `Retry-After` and the body are of the limit that was met, a shared or a global one too;
    `X-RateLimit-Reset-After` is of this route alone, and the last resort.
    """
    document = reply.document()
    said = document.get("retry_after") if isinstance(document, dict) else None
    headers = (reply.headers.get(name) for name in ("Retry-After", "X-RateLimit-Reset-After"))
    found = (seconds(value) for value in (said, *headers))
    return next((value for value in found if value is not None), None)
