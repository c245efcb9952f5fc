"""S3 for a sandbox: moto's server, with one bucket.

moto keeps one state for the whole process, so at the end everything in it is gone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from moto.s3.models import s3_backends

REGION = "ap-northeast-2"


@dataclass(frozen=True, slots=True)
class S3:
    """A running server: the address for a client's `endpoint_url`, and its bucket."""

    url: str
    bucket: str


@contextmanager
def serving(bucket: str) -> Iterator[S3]:
    """Serve S3 with an empty bucket on a port of 127.0.0.1 that was free; nothing is logged."""
    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    log = logging.getLogger("werkzeug")
    before, log.disabled = log.disabled, True
    server.start()
    try:
        backend.create_bucket(bucket, REGION)
        host, port = server.get_host_and_port()
        yield S3(f"http://{host}:{port}", bucket)
    finally:
        server.stop()
        if server._server is not None:  # noqa: SLF001 - it leaves its listening socket open
            server._server.server_close()  # noqa: SLF001 - as above
        backend.reset()
        log.disabled = before
