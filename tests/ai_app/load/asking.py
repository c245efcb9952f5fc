"""How a client asks: each answer is waited for; the end of the service alone excuses silence."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.ai_app.serving import KEY

ANSWER_S_MAX = 60.0
SENT = "http11.send_request_body.complete"


class Over(Exception):
    """The service was told to end before it had been sent all of a request."""


@dataclass(slots=True)
class Course:
    """How it goes for all clients together."""

    ending: bool = False
    """Whether the service was told to end."""
    stopping: bool = False
    """Whether clients are to ask nothing more."""
    answered: Counter[str] = field(default_factory=Counter)
    """How often each kind of request was answered."""
    answered_late: int = 0
    """How many were answered after the service was told to end."""
    unanswered: list[str] = field(default_factory=list)
    """Requests the service had, whole, before it was told to end, and never answered."""


class Asking:
    """Asks by one connection that is kept alive."""

    def __init__(self, http: httpx2.AsyncClient, course: Course) -> None:
        self._http, self.course = http, course

    async def ask(
        self, kind: str, method: str, path: str, wanted: tuple[int, ...], **sent: object
    ) -> httpx2.Response:
        """Return an answer of one of the wanted statuses; raise `Over` where it is excused."""
        had_all = False

        async def trace(name: str, _info: object) -> None:
            nonlocal had_all
            if name == SENT:
                had_all = not self.course.ending

        more: Any = {**sent, "extensions": {"trace": trace}}
        try:
            answer = await self._http.request(method, path, **more)
        except httpx2.TransportError as error:
            if had_all or not self.course.ending:
                self.course.unanswered.append(f"{kind} {path}: {error!r}")
            raise Over from error
        assert answer.status_code in wanted, (kind, path, answer.status_code, answer.text[:500])
        self.course.answered[kind] += 1
        self.course.answered_late += self.course.ending
        return answer

    async def data(self, kind: str, method: str, path: str, **sent: object) -> Any:  # noqa: ANN401
        """Return the `data` of an answer that has to be 200."""
        answer = await self.ask(kind, method, path, (200,), **sent)
        said = answer.json()
        assert said["code"] == "OK"
        return said["data"]


def client(port: int) -> httpx2.AsyncClient:
    """Return a client of one connection."""
    return httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{port}/api/ai",
        headers={"Authorization": f"Bearer {KEY}"},
        limits=httpx2.Limits(max_connections=1),
        timeout=ANSWER_S_MAX,
        trust_env=False,
        verify=False,  # there is no TLS on loopback, and its set-up takes a while
    )
