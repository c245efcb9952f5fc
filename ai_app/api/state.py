"""Where the running application keeps its parts, and how endpoints get at them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, FastAPI, Request

from api.metrics import Metrics
from api.rate_limit import RateLimit
from api.settings import Settings
from api.writers import Writers
from controllers.embeddings import Embeddings
from controllers.evaluations import Evaluations
from controllers.feedback import Feedback
from controllers.matching import Matching
from controllers.recommending import Recommending
from controllers.register import Register
from controllers.resumes import Resumes
from controllers.status import ready
from controllers.upkeep import Upkeep
from controllers.wording import Wording
from schemas.errors import NotReady
from schemas.mentee_body import MenteeAnswer, MenteeBody
from schemas.mentor_body import MentorAnswer, MentorBody
from schemas.people import Mentee, Mentor
from schemas.release import Startup
from services.jobs.queue import JobQueue
from services.jobs.worker import Worker
from services.people.repository import PeopleRepository
from services.vocabularies import Vocabularies

STOP_S_MAX = 5.0
"""So long a job may take to hear that it is to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a running service is made of."""

    known: Vocabularies
    people: PeopleRepository
    mentors: Register[MentorBody, Mentor, MentorAnswer]
    mentees: Register[MenteeBody, Mentee, MenteeAnswer]
    feedback: Feedback
    recommending: Recommending
    matching: Matching
    wording: Wording
    resumes: Resumes
    embeddings: Embeddings
    evaluations: Evaluations
    jobs: JobQueue
    worker: Worker
    chores: JobQueue
    """What operators ask for: work of minutes, which no matching is to wait for."""
    chores_worker: Worker
    upkeep: Upkeep

    def close(self) -> None:
        """Let go of all that is held; what was begun is finished first."""
        self.worker.stop(STOP_S_MAX)
        self.upkeep.end()  # before the chores, which have it do rounds
        self.chores_worker.stop(STOP_S_MAX)
        self.people.close()


@dataclass(slots=True)
class State:
    """What there is by now; each part comes when the service starts, and goes when it stops."""

    settings: Settings
    metrics: Metrics
    rate_limit: RateLimit
    writers: Writers = field(default_factory=Writers)
    startup: Startup | None = None
    parts: Parts | None = None
    lacks: str = "the service is starting or stopping"
    """Why the parts are not there yet."""


def state_of(app: FastAPI) -> State:
    """Return the state of an application."""
    return cast("State", app.state.service)


# These are coroutines for speed alone: FastAPI hands a plain function to another thread, and waits.


async def settings_of(request: Request) -> Settings:
    """Return the settings of the application that is asked."""
    return state_of(request.app).settings


async def startup_of(request: Request) -> Startup | None:
    """Give what was found at the start, or None before it and after the end."""
    return state_of(request.app).startup


async def running(request: Request) -> Parts:
    """Give the parts of a service that can serve; raise `NotReady` where it cannot, and why."""
    state = state_of(request.app)
    ready(state.startup)
    if state.parts is None:
        raise NotReady(state.lacks)
    return state.parts


async def writing(request: Request) -> AsyncIterator[None]:
    """Wait until one more may write, and let the next one once this was answered."""
    writers = state_of(request.app).writers
    await writers.admit()
    try:
        yield
    finally:
        writers.leave()


Configured = Annotated[Settings, Depends(settings_of)]
Started = Annotated[Startup | None, Depends(startup_of)]
Running = Annotated[Parts, Depends(running)]
Writing = Depends(writing)
"""Of endpoints that write in a thread of the pool, which those who read need, too."""
