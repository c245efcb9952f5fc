"""Workers: the chunks of a sweep spread over the cores, their results in the order given out."""

from __future__ import annotations

import functools
import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from sim.run import Run
from sim.sweep import patterns, probes
from sim.sweep.checkpoint import Checkpoint
from sim.sweep.tally import Tally

AHEAD = 4
"""Chunks in flight for each worker: enough to keep it busy, few enough to stop soon."""
KEEP_S = 10.0
"""How often a long sweep writes down how far it has come."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@functools.cache
def settle_in() -> None:
    """Look for garbage seldom: worlds lie in no cycle, and only what an error held on to does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(30_000, 50, 1_000)


def work(chunk: list[str]) -> Tally:
    """Run a chunk; stop at the first finding, for the sweep stops there too."""
    settle_in()
    tally, began = Tally(), time.process_time()
    missing = set(probes.probes())
    settled: dict[str, patterns.Settled] = {}

    def heed(run: Run) -> None:
        if not tally.findings:
            tally.count(run)
            tally.listen(run, missing)
            missing.difference_update(tally.heard)

    for pattern in chunk:
        patterns.run(pattern, settled.setdefault(pattern.partition(":")[0], set()), heed)
        if tally.findings:
            break
    tally.busy_s = time.process_time() - began
    return tally


def swept(
    chunks: Iterable[list[str]],
    workers: int,
    progress: Callable[[int, Tally], None],
    checkpoint: Checkpoint | None = None,
) -> Tally:
    """Run every chunk; return what they came to, at the first finding or at the end.

    `progress` is told how many chunks are done. With a checkpoint it goes on where that was left.
    """
    done, total = (0, Tally()) if checkpoint is None else (checkpoint.done, checkpoint.tally)
    kept = time.monotonic()
    progress(done, total)
    for tally in _results(islice(chunks, done, None), workers):
        total.add(tally)
        done += 1
        progress(done, total)
        if total.findings:
            break
        if checkpoint is not None and time.monotonic() - kept > KEEP_S:
            checkpoint.done, kept = done, time.monotonic()
            checkpoint.keep()
    if checkpoint is not None:
        checkpoint.forget()
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
