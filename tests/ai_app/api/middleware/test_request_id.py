"""Tests of the ids of requests."""

import pytest
from fastapi.testclient import TestClient

HEADER = "X-Request-ID"


def test_each_request_has_its_own(client: TestClient) -> None:
    ids = {client.get("/api/ai/health").headers[HEADER] for _ in range(3)}
    assert len(ids) == 3


def test_a_clients_own_is_kept(client: TestClient) -> None:
    answer = client.get("/api/ai/health", headers={HEADER: "shop-7.a_b"})
    assert answer.headers[HEADER] == "shop-7.a_b"


@pytest.mark.parametrize("hostile", ["a b", 'a"', "a" * 65, "", "a{}"])
def test_one_that_would_not_be_safe_in_a_log_is_replaced(client: TestClient, hostile: str) -> None:
    answer = client.get("/api/ai/health", headers={HEADER: hostile})
    assert answer.headers[HEADER] != hostile
    assert len(answer.headers[HEADER]) == 32
