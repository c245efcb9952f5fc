"""A client of the service: it keeps its connection, or takes a new one for each request.

It sends a request again only as RFC 9110 9.2.2 lets it: the method is idempotent, the connection
was one that it had kept, and it ended without a byte of an answer. And it does so once.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable

from sim.bench.exchange import NoAnswer, Order, Reply, exchange
from sim.bench.records import Record

Connect = Callable[[], socket.socket]
"""Returns a connected socket; raises `OSError` where nobody listens."""
IDEMPOTENT = ("GET",)
NAME = "x-process"
"""The header in which the measured app says which process it is."""


class Client:
    """One client, used by one thread."""

    def __init__(self, way: str, connect: Connect, *, keeps: bool, timeout_s: float) -> None:
        self._way, self._connect, self._keeps = way, connect, keeps
        self._timeout_s = timeout_s
        self._kept: socket.socket | None = None

    def ask(self, order: Order) -> Record:
        """Send a request, wait for its answer, and record what came of it."""
        began_s = time.monotonic()
        reconnects, retries = self._drop_closed(), 0
        status = process = error = None
        while True:
            was_kept = self._kept is not None
            try:
                reply = self._exchange(order)
            except (OSError, ValueError) as problem:
                self.close()
                again = isinstance(problem, NoAnswer) and was_kept and order.method in IDEMPOTENT
                if again:  # at most once: what is dropped is no kept connection
                    retries += 1
                    continue
                error = f"{type(problem).__name__}: {problem}"
            else:
                status, process = reply.status, reply.headers.get(NAME)
            return Record(
                way=self._way,
                method=order.method,
                path=order.path,
                began_s=began_s,
                ended_s=time.monotonic(),
                status=status,
                error=error,
                process=process,
                reconnects=reconnects,
                retries=retries,
            )

    def close(self) -> None:
        """Let the connection go, if there is one."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _exchange(self, order: Order) -> Reply:
        if self._kept is None:
            self._kept = self._connect()
            self._kept.settimeout(self._timeout_s)
        reply = exchange(self._kept, order, keep=self._keeps)
        if reply.closes or not self._keeps:
            self.close()
        return reply

    def _drop_closed(self) -> int:
        """Let go a connection that the server closed since; return how many that were."""
        if self._kept is None or not select.select([self._kept], [], [], 0)[0]:
            return 0
        self.close()
        return 1
