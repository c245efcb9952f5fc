"""The OpenAPI description: FastAPI's own, with problems as they are really answered."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from schemas.problem import FieldProblem, Problem


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description; FastAPI asks once, and keeps it."""
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
        app.openapi_schema = described
    return app.openapi_schema
