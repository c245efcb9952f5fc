"""The load: several clients, each as fast as it is answered with a little thought in between."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from sim.bench.client import Client, Connect
from sim.bench.exchange import Order
from sim.bench.records import Record

BODY = json.dumps({"mentee": "a" * 40, "wants": ["python", "sql"], "limit": 5}).encode()
MIX = (
    Order("/api/ai/version"),
    Order("/api/ai/health"),
    Order("/api/ai/echo", BODY),
    Order("/api/ai/version"),
    Order("/api/ai/echo", BODY * 8),
)
"""Three GETs and two POSTs of 90 and 700 bytes; each client begins at another place of it."""
POLL_S = 0.05
JOIN_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How much load, by each way."""

    keeping: int = 6
    """Clients that keep their connection."""
    one_shot: int = 2
    """Clients that take a new one for each request."""
    think_s: float = 0.06
    timeout_s: float = 90
    """What a client waits for one answer."""
    requests_max: int = 20_000
    """Of one client: the load ends by itself."""
    seconds_max: float = 400


class Load:
    """Clients that ask until the block they are used in is left."""

    def __init__(self, ways: Mapping[str, Connect], shape: Shape) -> None:
        self._shape, self._ways = shape, tuple(ways)
        self._stop = threading.Event()
        self._ends_s = time.monotonic() + shape.seconds_max
        self._records: list[Record] = []  # appending to a list is atomic
        self._threads = [
            threading.Thread(target=self._ask, args=(way, connect, number), daemon=True)
            for way, connect in sorted(ways.items())
            for number in range(shape.keeping + shape.one_shot)
        ]

    def __enter__(self) -> Load:  # noqa: PYI034 - `Self` is younger than Python 3.10
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let each client end its request, then stop."""
        self._stop.set()
        for thread in self._threads:
            thread.join(JOIN_S)

    @property
    def records(self) -> tuple[Record, ...]:
        """The requests that have ended, in the order of their ends."""
        return tuple(self._records)

    def wait_for(self, requests: int, timeout_s: float) -> None:
        """Wait until so many requests have ended by each way; no longer than `timeout_s`."""
        ends_s = time.monotonic() + timeout_s
        while time.monotonic() < ends_s:
            counts = dict.fromkeys(self._ways, 0)
            for record in self.records:
                counts[record.way] += 1
            if min(counts.values()) >= requests:
                return
            time.sleep(POLL_S)

    def _ask(self, way: str, connect: Connect, number: int) -> None:
        keeps = number < self._shape.keeping
        client = Client(way, connect, keeps=keeps, timeout_s=self._shape.timeout_s)
        orders = itertools.islice(itertools.cycle(MIX), number, number + self._shape.requests_max)
        try:
            for order in orders:
                self._records.append(client.ask(order))
                if time.monotonic() > self._ends_s or self._stop.wait(self._shape.think_s):
                    return
        finally:
            client.close()
