"""Answers of what went wrong: every one is `application/problem+json` and names its request."""

from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match, Route

from api.middleware.request_id import request_id_of
from schemas.errors import ModelDown, NotReady, NotThere, StorageDown, Underway, Unusable
from schemas.problem import ERRORS_MAX, Code, FieldProblem, Problem
from services.jobs.job import QueueClosed, QueueFull

MEDIA_TYPE = "application/problem+json"
CODES: Mapping[int, Code] = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    408: "REQUEST_TIMEOUT",
    409: "CONFLICT",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "VALIDATION_ERROR",
    429: "TOO_MANY_REQUESTS",
    503: "SERVICE_UNAVAILABLE",
}
STATUSES: Mapping[type[Exception], int] = {
    NotThere: 404,
    Unusable: 400,
    Underway: 409,
    NotReady: 503,
    StorageDown: 503,
    ModelDown: 503,
    QueueFull: 503,
    QueueClosed: 503,
}
RETRY_AFTER_S = "5"
SHORT = frozenset(f"/api/ai/{name}" for name in ("health", "ready", "version"))
"""What the deployer asks; it is answered with `detail` alone, as it always was."""


def answer_problems(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Let the application, which has these routes, answer every error that is foreseen so."""
    app.add_exception_handler(HTTPException, partial(_http, routes))
    app.add_exception_handler(RequestValidationError, _malformed)
    for error in STATUSES:
        app.add_exception_handler(error, _foreseen)


def problem(
    request: Request,
    status: int,
    detail: str,
    *,
    errors: Sequence[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the answer of a problem."""
    body = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=CODES.get(status, "INTERNAL_SERVER_ERROR"),
        request_id=request_id_of(request.scope),
        errors=list(errors) if errors else None,
    )
    return Response(
        body.model_dump_json(exclude_none=True),
        status_code=status,
        headers=dict(headers or {}),
        media_type=MEDIA_TYPE,
    )


async def _http(routes: Sequence[BaseRoute], request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)
    headers = found.headers
    if found.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": ", ".join(sorted(methods(routes, request)))}
    return problem(request, found.status_code, found.detail, headers=headers)


async def _malformed(request: Request, error: Exception) -> Response:
    """Name each field; never the value, which may be somebody's."""
    found = cast("RequestValidationError", error).errors()
    told = found[:ERRORS_MAX]
    errors = [FieldProblem(pointer=pointer(each["loc"]), detail=each["msg"]) for each in told]
    detail = "; ".join(f"{each.pointer}: {each.detail}" for each in errors)
    if len(found) > ERRORS_MAX:
        detail += f"; and {len(found) - ERRORS_MAX:,} more"
    return problem(request, 422, detail, errors=errors)


async def _foreseen(request: Request, error: Exception) -> Response:
    status = STATUSES[type(error)]
    if request.url.path in SHORT:
        return JSONResponse({"detail": str(error)}, status)
    headers = {"Retry-After": RETRY_AFTER_S} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(request, status, str(error), headers=headers)


def methods(routes: Sequence[BaseRoute], request: Request) -> set[str]:
    """Return what may be done there: by any route, where the router names those of one alone."""
    found = {
        method
        for route in routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }
    return found | {"HEAD"} if "GET" in found else found


def pointer(place: Sequence[Any]) -> str:
    """Return where a field stands: in the body as a JSON pointer (RFC 6901), else by its kind."""
    kind, *rest = (str(each).replace("~", "~0").replace("/", "~1") for each in place)
    return "/" + "/".join(rest) if kind == "body" else "/".join((kind, *rest))
