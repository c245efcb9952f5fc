"""The OpenAPI description: FastAPI's own, with examples, and problems as they are answered."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from schemas.problem import FieldProblem, Problem

Examples: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By endpoint, as `GET /api/ai/health`, and by status: examples of what it answers, by names."""
JSON = "application/json"


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
        for endpoint, by_status in examples.items():
            method, path = endpoint.split()
            answers = described["paths"][path][method.lower()]["responses"]
            for status, named in by_status.items():
                answers[status]["content"][JSON]["examples"] = {
                    name: {"value": value} for name, value in named.items()
                }
        app.openapi_schema = described
    return app.openapi_schema
