"""What endpoints may answer but what they are for, as the description tells it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from api.problems import CODES, MEDIA_TYPE
from schemas.batch import BatchEnd, LineKept
from schemas.feedback_body import FeedbackEnd, FeedbackLineKept
from schemas.feedback_kept import Told
from schemas.problem import FieldProblem, Problem, Unready
from schemas.words_body import WordsAnswer, WordsPiece

Responses = dict[int | str, dict[str, Any]]
CREATED = 201
TOO_LARGE = 413
MALFORMED = 422
WORDS: Responses = {
    200: {
        "description": "The words whole; or, as events, in pieces first",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": "".join(
                    f"event: {each.event}\ndata: {each.model_dump_json()}\n\n"
                    for each in (
                        WordsPiece(text="안녕하세요"),
                        WordsAnswer(
                            mentor_id=12, language="ko", text="안녕하세요.", written_by="gemini"
                        ),
                    )
                ),
            }
        },
    }
}


def _lines(*lines: BaseModel) -> Responses:
    return {
        200: {
            "description": "A line for each line, in their order, and one at the end",
            "content": {
                "application/x-ndjson": {
                    "schema": {"type": "string"},
                    "example": "\n".join(line.model_dump_json() for line in lines),
                }
            },
        }
    }


BATCH = _lines(
    LineKept(line=1, user_id=7, outcome="created"),
    BatchEnd(lines=1, created=1, replaced=0, unchanged=0, refused=0),
)
FEEDBACK_BATCH = _lines(
    FeedbackLineKept(line=1, id="answer-to-5d5b4e0f", outcome=Told.KEPT),
    FeedbackEnd(lines=1, kept=1, known=0, refused=0),
)
UNREADY: Responses = {503: {"model": Unready, "description": "Not now, and why"}}


DETAILS: Mapping[int, str] = {
    400: "nobody can be found for a profile without jobs, skills or a text",
    401: "the request was not allowed: no key came with it",
    403: "this key may not do that: it lacks the scope 'write'",
    404: "there is nobody and nothing of this id",
    408: "the body stopped for 10 s before its end; send it again",
    409: "the like is being done already",
    413: "the body is larger than may be",
    415: "the body is not of a kind that is read here",
    422: "query/wait_s: Input should be less than or equal to 5",
    429: "these are more requests than a client may make in a minute; come in 12 s",
    503: "the place where people are kept does not answer",
}
"""What a problem of each status may say."""


def problems(*statuses: int) -> Responses:
    """Return the description of these problems, and of those that any endpoint may have.

    Where a body may be too large it may also stop before its end.
    """
    stopped = {408} if TOO_LARGE in statuses else ()
    return {
        status: {
            "description": "A problem (RFC 9457)",
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": _example(status),
                }
            },
        }
        for status in sorted({401, 403, 422, 429, 503, *stopped, *statuses})
    }


def _example(status: int) -> dict[str, Any]:
    detail = DETAILS[status]
    place, _, said = detail.partition(": ")
    found = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=CODES[status],
        request_id="0b0f7a2e5d5b4e0f9a3f1c2d3e4f5a6b",
        errors=[FieldProblem(pointer=place, detail=said)] if status == MALFORMED else None,
    )
    return found.model_dump(exclude_none=True)


def created(answer: type[BaseModel]) -> Responses:
    """Return the description of an answer about what was not there before."""
    return {CREATED: {"model": answer, "description": "It was not there before"}}


def lines_of(line: type[BaseModel]) -> dict[str, Any]:
    """Return the description of a body of lines, each of which is one of these."""
    body = {"description": f"Lines, each a {line.__name__} as JSON"}
    return {
        "requestBody": {"required": True, "content": {"application/x-ndjson": {"schema": body}}}
    }
