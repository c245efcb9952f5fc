"""Tests of HEAD: answered as GET is, without a body."""

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("path", ["health", "ready", "version", "mentors", "mentors/999"])
def test_the_head_is_that_of_get_and_there_is_no_body(client: TestClient, path: str) -> None:
    head, got = client.head(f"/api/ai/{path}"), client.get(f"/api/ai/{path}")
    assert head.status_code == got.status_code
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-length"] == got.headers["content-length"]
    assert (head.content, bool(got.content)) == (b"", True)


def test_where_nothing_can_be_got_there_is_no_head_either(client: TestClient) -> None:
    answer = client.head("/api/ai/matches")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert client.post("/api/ai/health").headers["allow"] == "GET, HEAD"
