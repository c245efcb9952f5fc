"""Puts the service together from its settings; nothing is built at import."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timezone

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from api.endpoints import health, version
from api.settings import Settings
from api.state import remember
from controllers.status import NotReady
from services.startup import start


def create_app(settings: Settings) -> FastAPI:
    """Give the application; it becomes ready when its lifespan begins."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        remember(app, start(release_file=settings.release_file, now=now))
        yield
        remember(app, None)

    tags = json.loads(settings.tags_file.read_text(encoding="utf-8"))
    app = FastAPI(title="Re-Fit AI service", openapi_tags=tags, lifespan=lifespan)
    remember(app, None)
    app.include_router(health.router)
    app.include_router(version.router)
    app.add_exception_handler(NotReady, not_ready)
    return app


async def not_ready(request: Request, error: Exception) -> JSONResponse:
    """Answer 503, and why."""
    del request
    return JSONResponse({"detail": str(error)}, status_code=503)


def now() -> datetime:
    """Give the present moment, in UTC."""
    return datetime.now(timezone.utc)
