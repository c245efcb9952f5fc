"""`/`: a page to try the service with, in development alone; it calls the API as any client does.

The page is files of `ai_app/page/`, sent as they are. The sample people come as the lines that the
batches of mentors and mentees take.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.authorisation import MayRead
from api.guarded import Guarded
from api.ndjson import MEDIA_TYPE
from api.sample import sample_mentees, sample_mentors
from api.state import Configured, Running
from schemas.mentee_body import mentee_answer
from schemas.mentor_body import mentor_answer

router = APIRouter(include_in_schema=False, route_class=Guarded)
FIRST = "index.html"
MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
HEADERS: Mapping[str, str] = {
    # Nothing but the page's own files; what people wrote can become neither script nor style.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            *(f"{kind}-src 'self'" for kind in ("connect", "img", "script", "style")),
            *(f"{what} 'none'" for what in ("base-uri", "form-action", "frame-ancestors")),
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    ),
    "Cache-Control": "no-cache",  # who changes a file sees it
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@router.get("/")
def page(settings: Configured) -> FileResponse:
    """Give the page."""
    return _file(settings.page_directory, FIRST)


@router.get("/page/{name}")
def page_file(name: str, settings: Configured) -> FileResponse:
    """Give a file of the page."""
    return _file(settings.page_directory, name)


@router.get("/sample/mentors.ndjson", dependencies=[MayRead])
def mentors_file(settings: Configured, parts: Running) -> Response:
    """Give the sample mentors, for `POST /api/ai/mentors/batch`."""
    return _lines(map(mentor_answer, sample_mentors(settings, parts.known)), "response_rate")


@router.get("/sample/mentees.ndjson", dependencies=[MayRead])
def mentees_file(settings: Configured, parts: Running) -> Response:
    """Give the sample mentees, for `POST /api/ai/mentees/batch`."""
    return _lines(map(mentee_answer, sample_mentees(settings, parts.known)))


def _file(directory: Path, name: str) -> FileResponse:
    """Return one of the files that lie there; a name that leads elsewhere is none of them."""
    found = {each.name: each for each in directory.iterdir() if each.suffix in MEDIA_TYPES}
    if name not in found:
        raise HTTPException(404, f"the page has no file {name!r}")
    kind = MEDIA_TYPES[found[name].suffix]
    return FileResponse(found[name], media_type=kind, headers=HEADERS)


def _lines(people: Iterable[BaseModel], *but: str) -> Response:
    """Return people as lines, but for what the service computes of them."""
    text = "".join(each.model_dump_json(exclude=set(but)) + "\n" for each in people)
    return Response(text, media_type=MEDIA_TYPE, headers=HEADERS)
