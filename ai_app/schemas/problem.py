"""What went wrong, as RFC 9457 has it: Problem Details for HTTP APIs."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Code = Literal[
    "BAD_REQUEST",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "REQUEST_TIMEOUT",
    "CONFLICT",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "VALIDATION_ERROR",
    "TOO_MANY_REQUESTS",
    "INTERNAL_SERVER_ERROR",
    "SERVICE_UNAVAILABLE",
]


ERRORS_MAX = 100
"""So many fields are named: what is sent can be wrong in a hundred thousand places."""


class FieldProblem(BaseModel):
    """One part of a request that is not what it should be."""

    pointer: str = Field(examples=["/skills/0"])
    """Where it stands: a JSON pointer into the body, or `path/name`, `query/name`."""
    detail: str = Field(examples=["Input should be a valid string"])


class Problem(BaseModel):
    """A problem; `code` is what the first clients of this service know them by."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "there is no mentee 7",
                    "code": "NOT_FOUND",
                    "request_id": "0b0f7a2e5d5b4e0f9a3f1c2d3e4f5a6b",
                }
            ]
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: Code
    request_id: str | None = None
    """By which the logs know the request."""
    errors: list[FieldProblem] | None = None


class Unready(BaseModel):
    """Why the service cannot serve; so short because the deployer reads it."""

    detail: str
