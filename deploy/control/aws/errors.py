"""What botocore says, in the words of the two ports: no traceback, no secret, what to do next."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own, of all that goes wrong on the way
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    PartialCredentialsError,
    ProxyConnectionError,
    TokenRetrievalError,
)

from deploy.control.errors import Denied, Rejected, TryAgain, Unanswered, refusal, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.errors import DeployError

NEVER_ARRIVED = (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError)
BROKEN_OFF = (ConnectionError, HTTPClientError, IncompleteReadError)
NO_CREDENTIALS = (
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    TokenRetrievalError,
)


@contextmanager
def calling(operation: str, what: str) -> Iterator[None]:
    """Raise what goes wrong inside as an error of the ports.

    `operation` is the service's own name of it, `what` the bucket and key, or the instance. The
    original is cut off: its text repeats request parameters, and with a bad key that key.
    """
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise translated(error, operation, what) from None


def code_of(error: ClientError) -> str:
    """Return the service's code of an error."""
    return error.response.get("Error", {}).get("Code", "without a code")


def translated(error: ClientError | BotoCoreError, operation: str, what: str) -> DeployError:
    """Return the error of the ports for one of botocore's."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return refusal(operation, what, code_of(error), status)
    name = type(error).__name__
    if isinstance(error, NEVER_ARRIVED):
        return told(TryAgain, operation, what, name)
    if isinstance(error, NO_CREDENTIALS):
        return told(Denied, operation, what, name)
    if isinstance(error, BROKEN_OFF):
        return told(Unanswered, operation, what, name)
    return told(Rejected, operation, what, name)
