"""Workers: the chunks of a sweep spread over the cores, their results in the order given out."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from sim import repertoire
from sim.sweep.tally import Tally

AHEAD = 4
"""Chunks in flight for each worker: enough to keep it busy, few enough to stop soon."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work(ids: list[str]) -> Tally:
    """Run a chunk; stop at the first finding, for the sweep stops there too."""
    gc.set_threshold(5_000, 50, 50)  # dead worlds are collected while they are in the cache still
    tally, began = Tally(), time.process_time()
    for run_id in ids:
        tally.count(repertoire.replay(run_id))
        if tally.findings:
            break
    if tally.deployments:  # the stories of the control side have another measure
        tally.busy_s = time.process_time() - began
    return tally


def swept(chunks: Iterable[list[str]], workers: int, progress: Callable[[Tally], None]) -> Tally:
    """Run every chunk; return what they came to, at the first finding or at the end."""
    total = Tally()
    for tally in _results(chunks, workers):
        total.add(tally)
        progress(total)
        if total.findings:
            break
    return total


def _results(chunks: Iterable[list[str]], workers: int) -> Iterator[Tally]:
    if workers == 1:
        yield from map(work, chunks)
        return
    waiting: list[Future[Tally]] = []
    given = iter(chunks)
    with ProcessPoolExecutor(workers) as pool:
        waiting += [pool.submit(work, ids) for ids in islice(given, workers * AHEAD)]
        try:
            while waiting:
                yield waiting.pop(0).result()
                waiting += [pool.submit(work, ids) for ids in islice(given, 1)]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
