"""A FastAPI application that does nothing: what HTTP costs, whoever answers.

Where `ANSWER_FILE` names a file, its bytes are the answer of `/answer`.
"""

import os
from pathlib import Path

from fastapi import FastAPI, Response


def create_app() -> FastAPI:
    """Return the application."""
    app = FastAPI(openapi_url=None)
    named = os.environ.get("ANSWER_FILE")
    answer = Path(named).read_bytes() if named else b"{}"

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/answer")
    async def whole() -> Response:
        return Response(answer, media_type="application/json")

    return app
