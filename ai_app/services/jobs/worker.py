"""The worker: one thread that does the jobs of a queue, one after the other."""

from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import TypeAlias

from services.jobs.job import JobCancelled, Progress, Work
from services.jobs.queue import JobQueue

Sentence: TypeAlias = Callable[[BaseException], str]
"""Makes of what went wrong a sentence for the client; it may write the rest to a log."""

UNSAID = "The job failed, and why could not be said."


class Worker:
    """Does jobs from `start` to `stop`, each of which is called once."""

    def __init__(self, queue: JobQueue, sentence: Sentence) -> None:
        self._queue, self._sentence = queue, sentence
        self._thread = Thread(target=self._work, name="jobs", daemon=True)
        # A daemon: work that never says a word cannot keep the process from ending.

    def start(self) -> None:
        """Begin with the jobs that wait; raises `RuntimeError` when called again."""
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Close the queue and wait for the job that runs; return whether it stopped in time."""
        self._queue.close()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while self._does_one():
            pass

    def _does_one(self) -> bool:
        """Do the next job and let go of it, before the wait for another."""
        begun = self._queue.begin()
        if begun is not None:
            self._do(*begun)
        return begun is not None

    def _do(self, job_id: str, work: Work) -> None:
        """Do one job; whatever goes wrong in it is its own affair."""
        try:
            result = work(partial(self._report, job_id))
        except JobCancelled:
            self._queue.stopped(job_id)
        except BaseException as error:  # noqa: BLE001 - not even SystemExit ends the worker
            self._queue.failed(job_id, self._said(error))
        else:
            self._queue.done(job_id, result)

    def _report(self, job_id: str, phase: str, done: int, total: int) -> None:
        self._queue.heard(job_id, Progress(phase=phase, done=done, total=total))

    def _said(self, error: BaseException) -> str:
        try:
            return self._sentence(error)
        except Exception:  # noqa: BLE001 - what cannot be told must not end the worker
            return UNSAID
