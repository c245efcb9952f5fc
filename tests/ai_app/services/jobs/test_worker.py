"""The worker: does one job after the other, survives what goes wrong, and stops when told."""

import gc
import weakref
from collections.abc import Iterator
from itertools import count
from threading import Event, current_thread

import pytest

from services.jobs.job import Job, Progress, Report, State
from services.jobs.queue import Bounds, JobQueue
from services.jobs.worker import UNSAID, Worker

PATIENCE_S = 30
"""How long a test waits for an event that comes at once unless something is broken."""


@pytest.fixture
def queue() -> JobQueue:
    ids = count(1)
    bounds = Bounds(waiting_max=8, kept_max=8, kept_s=60)
    return JobQueue(bounds, clock=lambda: 0.0, new_id=lambda: f"job-{next(ids)}")


@pytest.fixture
def worker(queue: JobQueue) -> Iterator[Worker]:
    found = Worker(queue, lambda error: f"It went wrong: {error}.")
    yield found
    assert found.stop(PATIENCE_S)


def ended(queue: JobQueue, job_id: str) -> Job:
    """Return a job once those up to it have been done: a later one says so."""
    reached = Event()
    queue.submit("after", lambda _report: reached.set())
    assert reached.wait(PATIENCE_S)
    job = queue.job(job_id)
    assert job is not None
    return job


def test_jobs_are_done_on_one_thread_and_their_results_kept(
    queue: JobQueue, worker: Worker
) -> None:
    jobs = [queue.submit("name", lambda _report: current_thread().name) for _ in range(2)]
    worker.start()
    assert {ended(queue, job.job_id).result for job in jobs} == {"jobs"}
    assert ended(queue, jobs[0].job_id).state is State.DONE


@pytest.mark.parametrize("error", [ValueError("no such thing"), SystemExit("no such thing")])
def test_a_job_that_fails_leaves_a_sentence_and_the_worker_goes_on(
    queue: JobQueue, worker: Worker, error: BaseException
) -> None:
    def fails(_report: Report) -> object:
        raise error

    job_id = queue.submit("fails", fails).job_id
    worker.start()
    job = ended(queue, job_id)
    assert (job.state, job.problem) == (State.FAILED, "It went wrong: no such thing.")


def test_where_even_the_sentence_fails_another_is_kept(queue: JobQueue) -> None:
    def speechless(error: BaseException) -> str:
        raise RuntimeError from error

    def fails(_report: Report) -> object:
        raise ValueError

    worker = Worker(queue, speechless)
    job_id = queue.submit("fails", fails).job_id
    worker.start()
    assert ended(queue, job_id).problem == UNSAID
    assert worker.stop(PATIENCE_S)


def test_progress_is_told_and_a_running_job_is_cancelled(queue: JobQueue, worker: Worker) -> None:
    spoken, go_on = Event(), Event()

    def work(report: Report) -> object:
        report("matching", 1, 3)
        spoken.set()
        assert go_on.wait(PATIENCE_S)
        report("matching", 2, 3)
        raise AssertionError("it went on")

    job_id = queue.submit("cohort", work).job_id
    worker.start()
    assert spoken.wait(PATIENCE_S)
    job = queue.cancel(job_id)
    assert job is not None
    assert (job.state, job.progress) == (
        State.RUNNING,
        Progress(phase="matching", done=1, total=3),
    )
    go_on.set()
    assert ended(queue, job_id).state is State.CANCELLED


def test_stopping_ends_the_job_that_runs_and_those_that_wait(queue: JobQueue) -> None:
    spoken = Event()

    def work(report: Report) -> object:
        spoken.set()
        while True:
            report("matching", 0, 1)

    worker = Worker(queue, str)
    jobs = [queue.submit("cohort", work).job_id for _ in range(2)]
    worker.start()
    assert spoken.wait(PATIENCE_S)
    assert worker.stop(PATIENCE_S)
    assert {job.job_id: job.state for job in queue.jobs()} == dict.fromkeys(jobs, State.CANCELLED)


def test_stopping_does_not_wait_longer_than_it_may_for_work_that_says_no_word(
    queue: JobQueue,
) -> None:
    begun, release = Event(), Event()

    def work(_report: Report) -> object:
        begun.set()
        return release.wait(PATIENCE_S)

    worker = Worker(queue, str)
    queue.submit("silent", work)
    worker.start()
    assert begun.wait(PATIENCE_S)
    assert not worker.stop(0)
    release.set()
    assert worker.stop(PATIENCE_S)


def test_a_worker_that_never_started_is_stopped_at_once(queue: JobQueue) -> None:
    assert Worker(queue, str).stop(PATIENCE_S)


def test_what_a_job_was_given_is_let_go_when_it_ends(queue: JobQueue, worker: Worker) -> None:
    class Matrix:
        pass

    class Work:
        def __init__(self) -> None:
            self.held = Matrix()

        def __call__(self, _report: Report) -> object:
            return None

    work = Work()
    held = weakref.ref(work.held)
    job_id = queue.submit("cohort", work).job_id
    del work
    worker.start()
    ended(queue, job_id)
    gc.collect()
    assert held() is None
