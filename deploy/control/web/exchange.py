"""One request and its reply: bounded in time and bytes, without redirects, and kept out of logs.

urllib3 logs every path at DEBUG, and whole addresses in some warnings; a path here holds a token.
Its loggers are therefore made to blot for as long as a request lasts. What `http.client` prints
at a debug level of its own goes to the terminal of whoever sets that, and is not ours to change.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import requests
from urllib3.exceptions import HTTPError, NewConnectionError

from deploy import __version__
from deploy.control.blotting import blot
from deploy.control.secret import Secret

if TYPE_CHECKING:
    from deploy.ports import Clock

TIMEOUTS_S = (5.0, 20.0)
"""To connect, and to wait for the next bytes."""
REPLY_S_MAX = 60.0
"""For a whole reply: bytes that trickle keep each wait short."""
BODY_BYTES_MAX = 8 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
AGENT = f"DiscordBot (refit-deploy, {__version__})"
"""Discord asks for this form, and may shut others out; GitHub asks for any."""
LOGGERS: tuple[str, ...] = ("requests", "urllib3", "urllib3.connectionpool", "urllib3.connection")
LOGGERS += ("urllib3.response", "urllib3.util.retry", "charset_normalizer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked. The secrets in it are named, so that no log shows them."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    content: bytes | None = field(default=None, repr=False)
    secrets: tuple[Secret, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is answered."""

    status: int
    headers: Mapping[str, str]
    """Found by a name in any case."""
    body: bytes = b""
    whole: bool = True
    """The body came to its end, within its bounds."""

    def document(self) -> object:
        """Return the body as JSON; None where it is none."""
        try:
            found: object = json.loads(self.body) if self.whole else None
        except (ValueError, RecursionError):
            return None
        return found


class NoReply(Exception):
    """Nothing was answered: `arrived` says whether the request may have been carried out."""

    def __init__(self, why: str, *, arrived: bool) -> None:
        """Keep the name of the error alone: its text repeats the address."""
        super().__init__(why)
        self.why = why
        self.arrived = arrived


def exchange(request: Request, clock: Clock) -> Reply:
    """Ask once and read the reply; raise `NoReply` where there is none."""
    with unlogged(request.secrets):
        try:
            return _exchanged(request, clock)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            why, arrived = type(error).__name__, _may_have_arrived(error)
    raise NoReply(why, arrived=arrived)  # outside, so that it carries no trace of the original


def _exchanged(request: Request, clock: Clock) -> Reply:
    with ExitStack() as open_until_read:
        session = open_until_read.enter_context(requests.Session())
        response = open_until_read.enter_context(
            session.request(
                request.method,
                request.url,
                headers={"User-Agent": AGENT, **request.headers},
                data=request.content,
                timeout=TIMEOUTS_S,
                allow_redirects=False,  # a token goes nowhere but where it was meant to go
                stream=True,
                auth=_as_it_is,
            )
        )
        body, whole = _read(response, clock)
        return Reply(status=response.status_code, headers=response.headers, body=body, whole=whole)


def _as_it_is(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave a request alone: without this, requests puts in what a .netrc says."""
    return prepared


def _read(response: requests.Response, clock: Clock) -> tuple[bytes, bool]:
    """Read a body; one that breaks off or is out of bounds is not whole."""
    until, body = clock.now() + REPLY_S_MAX, b""
    try:
        for chunk in response.iter_content(CHUNK_BYTES):
            body += chunk
            if len(body) > BODY_BYTES_MAX or clock.now() > until:
                return b"", False
    except (requests.RequestException, HTTPError, OSError, ValueError):
        return b"", False
    return body, True


def _may_have_arrived(error: Exception) -> bool:
    """Say whether the service may have seen the request; yes, where that is not known."""
    if isinstance(error, (requests.ConnectTimeout, requests.exceptions.ProxyError)):
        return False
    if isinstance(error, (requests.exceptions.SSLError, requests.exceptions.InvalidURL)):
        return False
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return not isinstance(cause, NewConnectionError)


@contextmanager
def unlogged(secrets: tuple[Secret, ...]) -> Iterator[None]:
    """Blot these secrets out of all that the libraries log meanwhile."""

    def blotted(record: logging.LogRecord) -> bool:
        record.msg, record.args = blot(record.getMessage(), secrets), None
        record.exc_info = record.exc_text = None
        return True

    loggers = [logging.getLogger(name) for name in LOGGERS]
    for logger in loggers:
        logger.addFilter(blotted)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(blotted)


def seconds(value: object) -> float | None:
    """Return a number of seconds as services write one; None for anything else."""
    if isinstance(value, str) and value.isascii():
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value < float("inf") else None


def is_success(reply: Reply) -> bool:
    """Say whether a status is a success."""
    return 200 <= reply.status < 300  # noqa: PLR2004 - these two are what they are
