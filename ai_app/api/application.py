"""Puts the service together from its settings; nothing is built at import."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timezone
from functools import partial

import structlog
from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from api.assembly import assemble
from api.description import describe
from api.endpoints import (
    embeddings,
    evaluations,
    feedback,
    health,
    matches,
    mentees,
    mentors,
    metrics,
    page,
    recommendations,
    resumes,
    version,
    words,
)
from api.metrics import Metrics
from api.middleware.body_limit import BodyLimit
from api.middleware.head import HeadAsGet
from api.middleware.observation import Observation
from api.middleware.request_id import RequestId
from api.middleware.unforeseen import Unforeseen
from api.problems import answer_problems
from api.rate_limit import RateLimit
from api.settings import Settings
from api.state import State, state_of
from schemas.errors import ModelDown, NotReady, StorageDown
from services.startup import start

FORM_BYTES_MAX = 65_536
"""What a form may hold beside its file."""
BATCHES = tuple(f"/api/ai/{of}/batch" for of in ("mentors", "mentees", "feedback"))
RESUMES = "/api/ai/resumes"
RETRY_S = 2.0
"""So long after a failed start it is tried again: a database may come up later than the service."""
ENDPOINTS = (
    *(recommendations, health, version, metrics, matches, words, resumes, feedback),
    *(embeddings, evaluations, mentors, mentees),
)
"""They are tried in turn: what is asked most comes first, whoever is asked for by a number last."""

log = structlog.get_logger()


def create_app(settings: Settings) -> FastAPI:
    """Give the application; it becomes ready when its lifespan begins."""
    app = FastAPIOffline(  # its page of documentation asks nobody else for a script
        title="Re-Fit AI service",
        description="Matches people who look for a job with mentors who work in it, and says why.",
        openapi_tags=json.loads(settings.tags_file.read_text(encoding="utf-8")),
        lifespan=_lifespan,
        redirect_slashes=False,  # to what the client said was the host, which anybody may say
        redoc_url=None,  # it asks for its logo from elsewhere
    )
    app.state.service = State(
        settings=settings,
        metrics=Metrics(),
        rate_limit=RateLimit(settings.requests_per_minute_max),
    )
    routers = [endpoints.router for endpoints in ENDPOINTS]
    if settings.development:
        routers.append(page.router)
    for router in routers:
        app.include_router(router)
    answer_problems(app, [route for router in routers for route in router.routes])
    examples = json.loads(settings.examples_file.read_text(encoding="utf-8"))
    app.openapi = partial(describe, app, examples)  # type: ignore[method-assign]
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyLimit, bytes_max=_bytes_max(settings))
    app.add_middleware(Unforeseen)
    app.add_middleware(Observation, metrics=state_of(app).metrics)
    app.add_middleware(RequestId)  # the last is the outermost
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Find out which release this is, get the parts, and let go of them at the end."""
    state = state_of(app)
    state.startup = start(release_file=state.settings.release_file, now=now)
    beginning = None
    if not await _begin(state):
        beginning = asyncio.create_task(_begin_later(state))
    try:
        yield
    finally:
        if beginning is not None:
            beginning.cancel()
            with suppress(asyncio.CancelledError):
                await beginning
        parts, state.parts, state.startup = state.parts, None, None
        if parts is not None:
            await asyncio.to_thread(parts.close)


async def _begin(state: State) -> bool:
    """Try to get the parts; where one cannot be had, say why from now on."""
    try:
        state.parts = await asyncio.to_thread(assemble, state.settings, state.metrics)
    except (NotReady, StorageDown, ModelDown) as error:
        state.lacks = str(error)
        seen = error.seen if isinstance(error, StorageDown) else state.lacks
        log.warning("the service cannot serve yet", reason=seen)
        return False
    return True


async def _begin_later(state: State) -> None:
    """Try until it works, or until the service is stopped."""
    while True:
        await asyncio.sleep(RETRY_S)
        if await _begin(state):
            return


def _bytes_max(settings: Settings) -> Callable[[str], int]:
    """Return what gives the limit of a path; the whole path, for its end may be anything's."""
    larger = dict.fromkeys(BATCHES, settings.batch_bytes_max)
    larger[RESUMES] = settings.resume_bytes_max + FORM_BYTES_MAX
    return lambda path: larger.get(path, settings.body_bytes_max)


def now() -> datetime:
    """Give the present moment, in UTC."""
    return datetime.now(timezone.utc)
