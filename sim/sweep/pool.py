"""Workers: the chunks of a sweep spread over the cores, their results in the order given out."""

from __future__ import annotations

import functools
import gc
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice

from sim.stories.likeness import Settled
from sim.stories.run import Run
from sim.sweep import patterns, probes
from sim.sweep.checkpoint import Checkpoint
from sim.sweep.tally import Tally

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


def work(chunk: list[str], *, keep_going: bool = False) -> Tally:
    """Run a chunk; stop at the first finding where the sweep stops there too."""
    settle_in()
    tally, began = Tally(), time.process_time()
    missing = set(probes.probes())
    settled: dict[str, Settled] = {}

    def heed(run: Run) -> None:
        if keep_going or not tally.findings:
            tally.count(run)
            tally.listen(run, missing)
            missing.difference_update(tally.heard)

    for pattern in chunk:
        patterns.run(pattern, settled.setdefault(pattern.partition(":")[0], set()), heed)
        if tally.findings and not keep_going:
            break
    tally.busy_s = time.process_time() - began
    return tally


def swept(
    chunks: Iterable[list[str]],
    workers: int,
    progress: Callable[[int, int | None, Tally], None],
    checkpoint: Checkpoint | None = None,
    *,
    keep_going: bool = False,
) -> Tally:
    """Run every chunk; return what they came to, at the first finding or at the end.

    `progress` is told how many chunks are done, and of how many: None until that is known. With a
    checkpoint it goes on where that was left. One that keeps going has all findings, not the first.
    """
    done, total = (0, Tally()) if checkpoint is None else (checkpoint.done, checkpoint.tally)
    kept = time.monotonic()
    progress(done, None, total)
    task = partial(work, keep_going=keep_going)
    with _begun(task, islice(chunks, done, None), workers) as results:
        number = done + len(results)
        while results and (keep_going or not total.findings):
            total.add(results.popleft()())
            done += 1
            progress(done, number, total)
            left = keep_going or not total.findings
            if checkpoint is not None and left and time.monotonic() - kept > KEEP_S:
                checkpoint.done, kept = done, time.monotonic()
                checkpoint.keep()
    if checkpoint is not None:
        checkpoint.forget()
    return total


@contextmanager
def _begun(
    task: Callable[[list[str]], Tally], chunks: Iterable[list[str]], workers: int
) -> Iterator[deque[Callable[[], Tally]]]:
    """Give what waits for each result, in order; the last chunks are found amid the first runs.

    Each is to be taken out, so that nobody keeps it. Whoever leaves does not wait for the rest.
    """
    if workers == 1:
        yield deque(partial(task, ids) for ids in chunks)
        return
    with ProcessPoolExecutor(workers) as pool:
        try:
            yield deque(pool.submit(task, ids).result for ids in chunks)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
