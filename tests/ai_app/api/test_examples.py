"""Every answer of the description has examples, which are what its schema says."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema_rs import Draft202012Validator

HANGUL = re.compile("[가-힣]")
JSON = "application/json"
ONE_IS_ENOUGH = {"status", "operation", "feedback"}
"""Tags of endpoints that answer nothing people wrote."""
Answer = tuple[str, int, str, dict[str, Any]]
"""An endpoint, a status, a kind of content, and how it is described."""


@pytest.fixture
def document(idle: TestClient) -> dict[str, Any]:
    found = idle.get("/openapi.json").json()
    assert isinstance(found, dict)
    return found


def answers(document: dict[str, Any]) -> Iterator[Answer]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                for kind, content in answer.get("content", {}).items():
                    yield f"{method.upper()} {path}", int(status), kind, content


def examples(content: dict[str, Any]) -> list[Any]:
    named = [each["value"] for each in content.get("examples", {}).values()]
    return named + ([content["example"]] if "example" in content else [])


def test_every_answer_has_an_example(document: dict[str, Any]) -> None:
    bare = [
        f"{endpoint}: {status} {kind}"
        for endpoint, status, kind, content in answers(document)
        if not examples(content)
    ]
    assert bare == []


def test_every_example_is_what_its_schema_says(document: dict[str, Any]) -> None:
    count = 0
    for endpoint, status, kind, content in answers(document):
        schema = {**content["schema"], "components": document["components"]}
        for example in examples(content):
            faults = [each.message for each in Draft202012Validator(schema).iter_errors(example)]
            assert faults == [], f"{endpoint}: {status} {kind}"
            count += 1
    assert count > 100


def test_no_example_has_what_its_schema_does_not_know(document: dict[str, Any]) -> None:
    """A key that is gone would pass the schema, for answers may hold more than is described."""

    def strict(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
        if isinstance(schema, list):
            return [strict(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        found = {key: strict(each) for key, each in schema.items()}
        if "properties" in found:
            found.setdefault("additionalProperties", False)
        return found

    components = strict(document["components"])
    for endpoint, status, kind, content in answers(document):
        schema = {**content["schema"], "components": components}
        for example in examples(content):
            faults = [each.message for each in Draft202012Validator(schema).iter_errors(example)]
            assert faults == [], f"{endpoint}: {status} {kind}"


def test_what_people_wrote_is_shown_in_both_languages(document: dict[str, Any]) -> None:
    for endpoint, status, kind, content in answers(document):
        method, path = endpoint.split()
        (tag,) = document["paths"][path][method.lower()]["tags"]
        if kind != JSON or status not in (200, 201) or tag in ONE_IS_ENOUGH or method == "DELETE":
            continue
        names = " ".join(content["examples"])
        assert "korean" in names, endpoint
        assert "english" in names, endpoint
        for name, each in content["examples"].items():
            if name == "korean":
                assert HANGUL.search(str(each["value"])), endpoint


def test_problems_name_their_status(document: dict[str, Any]) -> None:
    for endpoint, status, kind, content in answers(document):
        if kind == "application/problem+json":
            assert content["example"]["status"] == status, endpoint


def test_whoever_reads_a_body_may_find_that_it_cannot_be_read(document: dict[str, Any]) -> None:
    """Bytes that are no text are a 400, before anything is looked at."""
    silent = [
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation and "400" not in operation["responses"]
    ]
    assert silent == []


def test_no_two_models_share_a_name(document: dict[str, Any]) -> None:
    """Where two do, clients are told of the modules that they lie in."""
    assert [
        name for name in document["components"]["schemas"] if name.startswith("schemas__")
    ] == []
