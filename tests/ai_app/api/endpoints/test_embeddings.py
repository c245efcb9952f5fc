"""Tests of vectors over HTTP: made anew of one mentor, and of all in the background."""

import asyncio
from collections.abc import Callable
from threading import Event

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api import background
from api.settings import Settings
from api.state import Parts, state_of
from controllers.embeddings import Embeddings
from schemas.errors import ModelDown
from services.jobs.job import Report
from tests.ai_app.conftest import client_of

URL = "/api/ai/mentors/embeddings"
WAIT_S_MAX = 20.0
ASKED_MAX = 8
MENTOR = {"nickname": "서버지기", "jobs": ["백엔드 개발자"], "introduction": "결제를 만듭니다."}


def parts_of(client: TestClient) -> Parts:
    parts = state_of(client.app).parts  # type: ignore[arg-type]
    assert parts is not None
    return parts


def ended(client: TestClient, place: str) -> Response:
    """Give the answer about a job once it ended."""
    answers = (client.get(place, params={"wait_s": 5}) for _ in range(ASKED_MAX))
    return next(answer for answer in answers if answer.status_code != 202)


def instead(monkeypatch: pytest.MonkeyPatch, act: Callable[[Report], object]) -> None:
    """Let an update do this."""

    def update(_embeddings: Embeddings, report: Report, *, anew: bool) -> object:
        del anew
        return act(report)

    monkeypatch.setattr("controllers.embeddings.Embeddings.update", update)


@pytest.mark.lengthy
def test_the_vector_of_one_is_kept_when_it_answers(client: TestClient) -> None:
    client.put("/api/ai/mentors/7", json=MENTOR)
    answer = client.put(f"{URL}/7")
    assert answer.status_code == 200
    data = answer.json()["data"]
    model = parts_of(client).embeddings.encoder.identity
    assert data == {
        "user_id": 7,
        "model": {"name": "e5-small", "revision": model.revision, "dimension": 384},
        "up_to_date": True,
    }
    assert len(parts_of(client).people.vectors(model, [7])) == 1


def test_who_is_not_there_is_404(client: TestClient) -> None:
    answer = client.put(f"{URL}/77")
    assert (answer.status_code, answer.json()["detail"]) == (404, "there is no mentor 77")


@pytest.mark.parametrize("anew", [False, True])
def test_all_are_looked_at_in_the_background(client: TestClient, *, anew: bool) -> None:
    client.put("/api/ai/mentors/7", json=MENTOR)
    while parts_of(client).upkeep.round():
        pass
    asked = client.post(f"{URL}/update", params={"anew": anew})
    assert asked.status_code == 202
    assert asked.json()["data"]["state"] in {"queued", "running", "done"}
    place = asked.headers["Location"]
    assert place == f"{URL}/update/{asked.json()['data']['job_id']}"
    answer = ended(client, place)
    assert answer.status_code == 200
    data = answer.json()["data"]
    assert (data["state"], data["problem"]) == ("done", None)
    assert (data["result"]["seen"], data["result"]["encoded"]) == (1, int(anew))


def test_asked_again_it_is_the_same_job_and_it_says_how_far_it_is(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, go_on = Event(), Event()

    def slow(report: Report) -> None:
        report("encoding", 3, 7)
        told.set()
        assert go_on.wait(WAIT_S_MAX)

    instead(monkeypatch, slow)
    place = client.post(f"{URL}/update").headers["Location"]
    assert told.wait(WAIT_S_MAX)
    assert client.post(f"{URL}/update").headers["Location"] == place
    running = client.get(place)
    assert running.status_code == 202
    assert running.json()["data"]["progress"] == {"phase": "encoding", "done": 3, "total": 7}
    another = client.post(f"{URL}/update", params={"anew": True}).headers["Location"]
    assert another != place
    go_on.set()
    assert ended(client, another).json()["data"]["state"] == "done"


def test_what_is_not_wanted_any_more_stops(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def slow(report: Report) -> None:
        begun.set()
        assert go_on.wait(WAIT_S_MAX)
        report("encoding", 1, 2)

    instead(monkeypatch, slow)
    place = client.post(f"{URL}/update").headers["Location"]
    assert begun.wait(WAIT_S_MAX)
    assert client.delete(place).status_code == 202
    go_on.set()
    answer = ended(client, place)
    assert (answer.status_code, answer.json()["data"]["state"]) == (200, "cancelled")


def test_why_it_failed_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_report: Report) -> None:
        raise ModelDown("the model cannot be loaded")

    instead(monkeypatch, fail)
    place = client.post(f"{URL}/update").headers["Location"]
    data = ended(client, place).json()["data"]
    assert (data["state"], data["problem"]) == ("failed", "the model cannot be loaded")


def test_a_job_that_is_not_there_or_of_another_kind_is_404(client: TestClient) -> None:
    other = parts_of(client).chores.submit("another", lambda _report: None)
    for method in ("GET", "DELETE"):
        for job_id in ("0" * 32, other.job_id):
            assert client.request(method, f"{URL}/update/{job_id}").status_code == 404
    job = asyncio.run(background.ended(parts_of(client).chores, other.job_id, WAIT_S_MAX))
    assert job is not None
    assert job.state.value == "done"


def test_who_may_only_read_may_ask_how_far_it_is(settings: Settings) -> None:
    with client_of(settings, "may-read") as reader:
        assert reader.put(f"{URL}/7").status_code == 403
        assert reader.post(f"{URL}/update").status_code == 403
        assert reader.delete(f"{URL}/update/{'0' * 32}").status_code == 403
        assert reader.get(f"{URL}/update/{'0' * 32}").status_code == 404
