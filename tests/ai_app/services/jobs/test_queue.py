"""The queue of jobs: bounded, in order, and of what ended it tells for a while."""

from collections.abc import Iterator
from itertools import count

import pytest

from services.jobs.job import Job, JobCancelled, Progress, QueueClosed, QueueFull, Report, State
from services.jobs.queue import Bounds, JobQueue


class HandClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def names() -> Iterator[str]:
    return (f"job-{number}" for number in count(1))


def work(_report: Report) -> object:
    raise AssertionError("nobody does it here")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def queue(clock: HandClock) -> JobQueue:
    ids = names()
    bounds = Bounds(waiting_max=2, kept_max=2, kept_s=60)
    return JobQueue(bounds, clock=clock, new_id=lambda: next(ids))


def told(queue: JobQueue) -> list[tuple[str, State]]:
    return [(job.job_id, job.state) for job in queue.jobs()]


def ran(queue: JobQueue) -> str:
    """Put a job into an empty queue and begin it."""
    queue.submit("cohort", work)
    begun = queue.begin()
    assert begun is not None
    return begun[0]


def test_a_job_goes_from_queued_through_running_to_done(queue: JobQueue, clock: HandClock) -> None:
    queued = queue.submit("cohort", work)
    assert queued == Job(job_id="job-1", kind="cohort", state=State.QUEUED, submitted_at_s=100.0)
    clock.now_s = 101.0
    assert queue.begin() == ("job-1", work)
    queue.heard("job-1", Progress(phase="matching", done=1, total=4))
    clock.now_s = 103.0
    queue.done("job-1", "result")
    assert queue.job("job-1") == Job(
        job_id="job-1",
        kind="cohort",
        state=State.DONE,
        submitted_at_s=100.0,
        started_at_s=101.0,
        ended_at_s=103.0,
        progress=Progress(phase="matching", done=1, total=4),
        result="result",
    )


def test_jobs_begin_in_the_order_in_which_they_came(queue: JobQueue) -> None:
    queue.submit("cohort", work)
    queue.submit("rebuild", work)
    assert [queue.begin(), queue.begin()] == [("job-1", work), ("job-2", work)]


def test_more_than_may_wait_are_refused_until_one_begins(queue: JobQueue) -> None:
    queue.submit("cohort", work)
    queue.submit("cohort", work)
    with pytest.raises(QueueFull, match="2 jobs wait already"):
        queue.submit("cohort", work)
    queue.begin()
    queue.submit("cohort", work)
    assert len(queue.jobs()) == 3


def test_what_is_wanted_once_is_the_same_job_until_it_ends_or_is_to_stop(queue: JobQueue) -> None:
    job, is_new = queue.submit_once("rebuild", work)
    assert (job.job_id, is_new) == ("job-1", True)
    assert queue.submit_once("cohort", work)[1]
    assert queue.submit_once("rebuild", work) == (job, False)
    queue.begin()
    running, is_new = queue.submit_once("rebuild", work)
    assert (running.job_id, running.state, is_new) == ("job-1", State.RUNNING, False)
    queue.cancel("job-1")
    assert queue.submit_once("rebuild", work)[0].job_id == "job-3"


def test_a_job_that_failed_says_why(queue: JobQueue) -> None:
    job_id = ran(queue)
    queue.failed(job_id, "It could not be.")
    job = queue.job(job_id)
    assert job is not None
    assert (job.state, job.problem, job.result) == (State.FAILED, "It could not be.", None)


def test_what_ended_is_told_of_for_a_while_and_no_longer(queue: JobQueue, clock: HandClock) -> None:
    job_id = ran(queue)
    queue.done(job_id, 1)
    clock.now_s += 60
    assert queue.job(job_id) is not None
    clock.now_s += 0.5
    assert queue.job(job_id) is None
    assert queue.jobs() == []


def test_of_too_many_that_ended_the_first_to_end_is_let_go(queue: JobQueue) -> None:
    for _ in range(3):
        queue.done(ran(queue), 1)
    assert told(queue) == [("job-2", State.DONE), ("job-3", State.DONE)]


def test_a_job_that_waits_or_runs_is_never_let_go(queue: JobQueue, clock: HandClock) -> None:
    ran(queue)
    queue.submit("cohort", work)
    clock.now_s += 1_000_000
    assert told(queue) == [("job-1", State.RUNNING), ("job-2", State.QUEUED)]


def test_a_job_that_is_cancelled_while_it_waits_never_begins(queue: JobQueue) -> None:
    queue.submit("cohort", work)
    queue.submit("cohort", work)
    cancelled = queue.cancel("job-1")
    assert cancelled is not None
    assert cancelled.state is State.CANCELLED
    assert queue.begin() == ("job-2", work)


def test_a_job_that_runs_is_stopped_at_its_next_word(queue: JobQueue) -> None:
    job_id = ran(queue)
    running = queue.cancel(job_id)
    assert running is not None
    assert running.state is State.RUNNING
    with pytest.raises(JobCancelled):
        queue.heard(job_id, Progress(phase="matching", done=1, total=2))
    queue.stopped(job_id)
    assert told(queue) == [(job_id, State.CANCELLED)]
    assert queue._unwanted == set()


def test_what_ended_or_never_was_cannot_be_cancelled(queue: JobQueue) -> None:
    job_id = ran(queue)
    queue.done(job_id, 1)
    ended = queue.cancel(job_id)
    assert ended is not None
    assert ended.state is State.DONE
    assert queue.cancel("job-9") is None
    assert queue.job("job-9") is None


def test_a_closed_queue_takes_and_gives_no_more(queue: JobQueue) -> None:
    job_id = ran(queue)
    queue.submit("cohort", work)
    queue.close()
    assert queue.begin() is None
    with pytest.raises(QueueClosed):
        queue.submit("cohort", work)
    with pytest.raises(JobCancelled):
        queue.heard(job_id, Progress(phase="matching", done=1, total=2))
    assert told(queue) == [("job-2", State.CANCELLED), (job_id, State.RUNNING)]
