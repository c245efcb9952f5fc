"""`/api/ai/resumes`: a profile is proposed for a résumé."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from api.authorisation import MayRead
from api.guarded import Guarded
from api.responses import problems
from api.state import Configured, Running
from api.uploads import MULTIPART, file_of
from schemas.envelope import Envelope
from schemas.resume_body import ResumeAnswer, ResumeLink

PDF = "application/pdf"
LINK = "application/json"
FILE: dict[str, Any] = {"type": "string", "format": "binary"}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            PDF: {"schema": FILE},
            MULTIPART: {
                "schema": {"type": "object", "properties": {"file": FILE}, "required": ["file"]}
            },
            LINK: {"schema": ResumeLink.model_json_schema()},
        },
    }
}

router = APIRouter(route_class=Guarded, prefix="/api/ai/resumes", tags=["people"])


@router.post("", dependencies=[MayRead], responses=problems(400, 413, 415), openapi_extra=BODY)
async def propose_profile(
    request: Request, parts: Running, settings: Configured
) -> Envelope[ResumeAnswer]:
    """Propose a profile for a PDF: sent as it is, in a form, or as a link to an allowed host.

    Nothing is kept. Personal data is masked before the text is looked at.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == LINK:
        link = _link(await request.body())
        return Envelope(data=await run_in_threadpool(parts.resumes.of_link, link.url))
    if kind == PDF:
        data = await request.body()
    elif kind == MULTIPART:
        data = await file_of(request, in_memory_bytes_max=settings.resume_bytes_max)
    else:
        raise HTTPException(415, f"send a PDF, as {PDF}; or in a form, as {MULTIPART}")
    if len(data) > settings.resume_bytes_max:
        raise HTTPException(413, f"a résumé may hold {settings.resume_bytes_max:,} bytes")
    return Envelope(data=await run_in_threadpool(parts.resumes.of_file, data))


def _link(body: bytes) -> ResumeLink:
    try:
        return ResumeLink.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise RequestValidationError(
            [{**each, "loc": ("body", *each["loc"])} for each in found]
        ) from None
