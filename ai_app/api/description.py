"""The OpenAPI description: FastAPI's own, with examples, and problems as they are answered."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.authorisation import SCHEMES
from schemas.problem import FieldProblem, Problem

Examples: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By endpoint, as `GET /api/ai/health`, and by status: examples of what it answers, by names."""
JSON = "application/json"
UNAUTHORISED = "401"


def describe(app: FastAPI, examples: Examples) -> dict[str, Any]:
    """Return the description; it is made once, and kept.

    Raises `KeyError` for an example of what no endpoint answers.
    """
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        # Models of answers are always said to be JSON; these are problem+json, and come in by hand.
        _, models = models_json_schema(
            [(Problem, "serialization"), (FieldProblem, "serialization")],
            ref_template="#/components/schemas/{model}",
        )
        described["components"]["schemas"] |= models["$defs"]
        _tell_of_keys(described)
        for endpoint, by_status in examples.items():
            method, path = endpoint.split()
            answers = described["paths"][path][method.lower()]["responses"]
            for status, named in by_status.items():
                answers[status]["content"][JSON]["examples"] = {
                    name: {"value": value} for name, value in named.items()
                }
        app.openapi_schema = described
    return app.openapi_schema


def _tell_of_keys(described: dict[str, Any]) -> None:
    """Say what keys are, and who asks for one: whoever may answer that none came with a request."""
    described["components"]["securitySchemes"] = {
        scheme.scheme_name: scheme.model.model_dump(mode="json", by_alias=True, exclude_none=True)
        for scheme in SCHEMES
    }
    for operations in described["paths"].values():
        for operation in operations.values():
            if UNAUTHORISED in operation["responses"]:
                operation["security"] = [{scheme.scheme_name: []} for scheme in SCHEMES]
