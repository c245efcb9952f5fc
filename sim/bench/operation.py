"""One operation under load: what clients, the other tenant and the disk noticed of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from sim.bench import disk, tenant
from sim.bench.load import Load, Shape
from sim.bench.place import BASE, TENANT, Place
from sim.bench.records import Record
from sim.bench.tenant import SITE_PORT, Listener, Sight
from sim.bench.thresholds import REQUESTS_MIN

BEFORE_S, AFTER_S = 2.0, 2.0
"""Quiet seconds of load around an operation."""
REQUESTS = REQUESTS_MIN + 50
"""The load goes on until each way has had so many requests."""
REQUESTS_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How an operation went."""

    seconds: float
    began_s: float
    """On the monotonic clock."""
    load_average: float
    """Of this machine in the minute before: above its cores, times say more of others."""
    records: tuple[Record, ...]
    disk_added_bytes: int
    streams_cut: int
    longest_silence_s: float
    """Of the streams."""
    before: Sight
    after: Sight


def under_load(place: Place, act: Callable[[], None]) -> Course:
    """Carry out an operation while clients ask by every way."""
    load_average = os.getloadavg()[0]
    roots = [place.host.outside(path) for path in (f"{BASE}/app", f"{BASE}/backups")]
    before, files = tenant.look(place.host, TENANT), disk.used(roots)
    streams = [Listener(place.host.connect(port)) for port in (tenant.PORT, SITE_PORT)]
    with Load(place.ways(), Shape()) as load:
        time.sleep(BEFORE_S)
        began_s = time.monotonic()
        act()
        seconds = time.monotonic() - began_s
        time.sleep(AFTER_S)
        load.wait_for(REQUESTS, REQUESTS_TIMEOUT_S)
    cut = sum(stream.was_cut for stream in streams)
    for stream in streams:
        stream.close()
    return Course(
        seconds=seconds,
        began_s=began_s,
        load_average=load_average,
        records=load.records,
        disk_added_bytes=disk.added_bytes(files, disk.used(roots)),
        streams_cut=cut,
        longest_silence_s=max(stream.longest_silence_s for stream in streams),
        before=before,
        after=tenant.look(place.host, TENANT),
    )
