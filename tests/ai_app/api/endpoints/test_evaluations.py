"""Tests of evaluations over HTTP: for operators, one at a time, in the background."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from controllers.evaluations import Evaluations
from schemas.errors import NotReady
from schemas.report_body import EvaluateBody
from services.jobs.job import Report
from tests.ai_app.api.endpoints.test_embeddings import ended, parts_of
from tests.ai_app.conftest import client_of

URL = "/api/ai/evaluations"
WAIT_S_MAX = 30.0


@pytest.fixture
def directory(settings: Settings, tmp_path: Path) -> Path:
    """Give a directory with a few people and queries of the held-out set."""
    found = tmp_path / "evaluation"
    found.mkdir()
    for name, count in (("held_out_mentors.jsonl", 12), ("held_out_queries.jsonl", 4)):
        lines = (settings.evaluation_directory / name).read_bytes().splitlines()
        (found / name).write_bytes(b"\n".join(lines[:count]))
    return found


@pytest.fixture
def operator(settings: Settings, directory: Path) -> Iterator[TestClient]:
    """Give a client who may operate a service that runs."""
    with client_of(
        settings.model_copy(update={"evaluation_directory": directory}), "may-operate"
    ) as started:
        yield started


def instead(monkeypatch: pytest.MonkeyPatch, act: Callable[[Report], object]) -> None:
    """Let an evaluation do this."""

    def run(_evaluations: Evaluations, _body: EvaluateBody, report: Report) -> object:
        return act(report)

    monkeypatch.setattr("controllers.evaluations.Evaluations.run", run)


def test_the_model_that_serves_is_measured_and_what_is_served_stays(operator: TestClient) -> None:
    parts = parts_of(operator)
    before = parts.recommending.copy.population
    body = {"judged_set": "held_out", "samples": 100}
    asked = operator.post(URL, json=body)
    assert asked.status_code == 202, asked.text
    place = asked.headers["Location"]
    assert place == f"{URL}/{asked.json()['data']['job_id']}"
    answer = ended(operator, place)
    data = answer.json()["data"]
    assert (answer.status_code, data["state"], data["problem"]) == (200, "done", None)
    assert data["result"]["model"]["name"] == "e5-small"
    ours = data["result"]["groups"][0]["systems"][0]
    assert ours["system"] == "ours"
    assert ours["metrics"]["diversity@10"]["mean"] > 0
    assert ours["coverage"] > 0
    assert parts.recommending.copy.population is before


def test_one_is_made_at_a_time(operator: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    told, go_on = Event(), Event()

    def slow(report: Report) -> None:
        report("asking", 3, 7)
        told.set()
        assert go_on.wait(WAIT_S_MAX)

    instead(monkeypatch, slow)
    place = operator.post(URL, json={}).headers["Location"]
    assert told.wait(WAIT_S_MAX)
    refused = operator.post(URL, json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "CONFLICT")
    assert place in refused.json()["detail"]
    running = operator.get(place)
    assert running.status_code == 202
    assert running.json()["data"]["progress"] == {"phase": "asking", "done": 3, "total": 7}
    go_on.set()
    assert ended(operator, place).json()["data"]["state"] == "done"
    assert operator.post(URL, json={}).status_code == 202


def test_one_that_is_not_wanted_stops_and_another_may_be_made(
    operator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def slow(report: Report) -> None:
        begun.set()
        assert go_on.wait(WAIT_S_MAX)
        report("asking", 1, 2)

    instead(monkeypatch, slow)
    place = operator.post(URL, json={}).headers["Location"]
    assert begun.wait(WAIT_S_MAX)
    assert operator.delete(place).status_code == 202
    assert operator.post(URL, json={}).status_code == 202
    go_on.set()
    answer = ended(operator, place)
    assert answer.json()["data"]["state"] == "cancelled"


def test_why_it_failed_is_told(operator: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_report: Report) -> None:
        raise NotReady("the judged set cannot be used")

    instead(monkeypatch, fail)
    place = operator.post(URL, json={}).headers["Location"]
    data = ended(operator, place).json()["data"]
    assert (data["state"], data["problem"]) == ("failed", "the judged set cannot be used")


def test_a_job_of_another_kind_is_none(operator: TestClient) -> None:
    other = parts_of(operator).chores.submit("another", lambda _report: None)
    for method in ("GET", "DELETE"):
        for job_id in ("0" * 32, other.job_id):
            assert operator.request(method, f"{URL}/{job_id}").status_code == 404


@pytest.mark.parametrize("body", [{"samples": 99}, {"judged_set": "other"}, {"more": 1}])
def test_what_cannot_be_is_refused(operator: TestClient, body: dict[str, object]) -> None:
    assert operator.post(URL, json=body).status_code == 422


def test_it_is_for_operators(client: TestClient) -> None:
    assert client.post(URL, json={}).status_code == 403
    for method in ("GET", "DELETE"):
        assert client.request(method, f"{URL}/{'0' * 32}").status_code == 403
