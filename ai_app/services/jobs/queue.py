"""The queue of jobs: which wait, which runs, and which are still told of after they ended."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Condition
from typing import TypeAlias

from services.jobs.job import Job, JobCancelled, Progress, QueueClosed, QueueFull, State, Work

Clock: TypeAlias = Callable[[], float]
"""Tells seconds that never go back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is held at most."""

    waiting_max: int
    """Jobs that wait for the worker."""
    kept_max: int
    """Jobs that ended and are still told of; the one that ended first goes first."""
    kept_s: float
    """For how long they are."""


class JobQueue:
    """Jobs in the order in which they came. Every method may be called by many threads."""

    def __init__(self, bounds: Bounds, *, clock: Clock, new_id: Callable[[], str]) -> None:
        """Take a source of ids that nobody guesses, for who knows an id may ask after its job."""
        self._bounds, self._clock, self._new_id = bounds, clock, new_id
        self._changed = Condition()
        self._closed = False
        self._live: dict[str, Job] = {}
        """Jobs that wait or run, in the order in which they came."""
        self._ended: dict[str, Job] = {}
        """Those that are still told of, in the order in which they ended."""
        self._waiting: dict[str, Work] = {}
        self._unwanted: set[str] = set()
        """Jobs that run and are to stop at their next word."""

    def submit(self, kind: str, work: Work) -> Job:
        """Put a job at the end; raise `QueueFull` or `QueueClosed` where there is no room."""
        with self._changed:
            if self._closed:
                raise QueueClosed("no more jobs are taken")
            if len(self._waiting) >= self._bounds.waiting_max:
                raise QueueFull(f"{len(self._waiting)} jobs wait already")
            job = Job(
                job_id=self._new_id(),
                kind=kind,
                state=State.QUEUED,
                submitted_at_s=self._clock(),
            )
            self._live[job.job_id] = job
            self._waiting[job.job_id] = work
            self._changed.notify_all()
            return job

    def submit_once(self, kind: str, work: Work) -> tuple[Job, bool]:
        """Return the job of this kind that waits or runs, or else submit it; and whether it is new.

        One that is to stop does not count. Raises what `submit` does.
        """
        with self._changed:
            for job in self._live.values():
                if job.kind == kind and job.job_id not in self._unwanted:
                    return job, False
            return self.submit(kind, work), True

    def job(self, job_id: str) -> Job | None:
        """Return a job; None where there is none, or it ended too long ago."""
        with self._changed:
            self._forget()
            return self._live.get(job_id) or self._ended.get(job_id)

    def jobs(self) -> list[Job]:
        """Return all jobs, those that ended first, then in the order in which they came."""
        with self._changed:
            self._forget()
            return [*self._ended.values(), *self._live.values()]

    def cancel(self, job_id: str) -> Job | None:
        """Let a job not run, or stop at its next word; one that ended stays as it is."""
        with self._changed:
            if self._waiting.pop(job_id, None) is not None:
                self._end(replace(self._live[job_id], state=State.CANCELLED))
            elif job_id in self._live:
                self._unwanted.add(job_id)
            return self.job(job_id)

    def drop(self, job_id: str) -> None:
        """Tell no more of a job that ended."""
        with self._changed:
            self._ended.pop(job_id, None)

    def close(self) -> None:
        """Take no more jobs; cancel those that wait, and let the one that runs stop."""
        with self._changed:
            self._closed = True
            for job_id in list(self._live):
                self.cancel(job_id)
            self._changed.notify_all()

    def begin(self) -> tuple[str, Work] | None:
        """Wait for the next job, and mark it as running; None once the queue is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if not self._waiting:
                return None
            job_id = next(iter(self._waiting))
            self._live[job_id] = replace(
                self._live[job_id], state=State.RUNNING, started_at_s=self._clock()
            )
            return job_id, self._waiting.pop(job_id)

    def heard(self, job_id: str, progress: Progress) -> None:
        """Note how far a running job is; raise `JobCancelled` where it is to stop."""
        with self._changed:
            if job_id in self._unwanted:
                raise JobCancelled("nobody wants it any more")
            self._live[job_id] = replace(self._live[job_id], progress=progress)

    def done(self, job_id: str, result: object) -> None:
        """Note what a running job returned."""
        with self._changed:
            self._end(replace(self._live[job_id], state=State.DONE, result=result))

    def failed(self, job_id: str, problem: str) -> None:
        """Note why a running job failed, as a sentence for the client."""
        with self._changed:
            self._end(replace(self._live[job_id], state=State.FAILED, problem=problem))

    def stopped(self, job_id: str) -> None:
        """Note that a running job has stopped, as it was told to."""
        with self._changed:
            self._end(replace(self._live[job_id], state=State.CANCELLED))

    def _end(self, job: Job) -> None:
        del self._live[job.job_id]
        self._unwanted.discard(job.job_id)
        self._ended[job.job_id] = replace(job, ended_at_s=self._clock())
        self._forget()

    def _forget(self) -> None:
        """Let go of what ended too long ago, and of the first to end where too many did."""
        since_s = self._clock() - self._bounds.kept_s
        too_many = len(self._ended) - self._bounds.kept_max
        for place, job in enumerate(list(self._ended.values())):
            if place < too_many or (job.ended_at_s or 0) < since_s:
                del self._ended[job.job_id]
