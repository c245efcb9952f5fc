"""Tests of `include_eval`: recommendations say how well they find whom the mentee has chosen."""

from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.state import Parts, state_of
from schemas.errors import StorageDown
from tests.ai_app.api.endpoints.test_recommendations import MENTEE, MENTORS, URL

EVALUATION = {"hit_at_1", "hit_at_3", "hit_at_5", "hit_at_10", "mrr", "total"}


class Known:
    """Knows whom each mentee chose, and who asked for it."""

    def __init__(self, **chosen: set[int]) -> None:
        self.asked: list[int] = []
        self._chosen = chosen

    def chosen_by(self, mentee_id: int) -> frozenset[int]:
        self.asked.append(mentee_id)
        return frozenset(self._chosen.get(f"by_{mentee_id}", ()))


class Away:
    """Cannot be asked now."""

    def chosen_by(self, mentee_id: int) -> frozenset[int]:
        raise StorageDown(f"of {mentee_id} nobody can tell now")


def parts_of(client: TestClient) -> Parts:
    parts = state_of(client.app).parts  # type: ignore[arg-type]
    assert parts is not None
    return parts


def let_know(client: TestClient, known: Known | Away) -> None:
    parts = parts_of(client)
    recommending = replace(parts.recommending, chosen=known)
    state_of(client.app).parts = replace(parts, recommending=recommending)  # type: ignore[arg-type]


@pytest.fixture
def people(client: TestClient) -> TestClient:
    """Give a client whose mentors have their vectors."""
    for user_id, body in MENTORS.items():
        client.put(f"/api/ai/mentors/{user_id}", json=body)
    client.put("/api/ai/mentees/9", json=MENTEE)
    while parts_of(client).upkeep.round():
        pass
    return client


def data_of(client: TestClient, **asked: int) -> dict[str, Any]:
    answer = client.get(f"{URL}/9", params={"include_eval": True, **asked})
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    assert isinstance(data, dict)
    return data


def test_who_does_not_ask_is_told_nothing_of_it_and_costs_nothing(people: TestClient) -> None:
    known = Known(by_9={1})
    let_know(people, known)
    for asked in ("", "?include_eval=false"):
        answer = people.get(f"{URL}/9{asked}")
        assert "ground_truth" not in answer.text
        assert "evaluation" not in answer.text
    assert "evaluation" not in people.post(URL, json={"text": "안녕하세요"}).text
    assert known.asked == []


def test_it_says_where_the_chosen_stand(people: TestClient) -> None:
    plain = people.get(f"{URL}/9").json()["data"]
    order = [each["user_id"] for each in plain["recommendations"]]
    let_know(people, Known(by_9={order[0], order[2]}))
    data = data_of(people)
    truths = [each.pop("ground_truth") for each in data["recommendations"]]
    assert truths == [
        {"is_hit": True, "rank": 1},
        {"is_hit": False, "rank": None},
        {"is_hit": True, "rank": 3},
    ]
    evaluation = data.pop("evaluation")
    assert set(evaluation) == EVALUATION
    assert evaluation == {
        "hit_at_1": 50,
        "hit_at_3": 100,
        "hit_at_5": 100,
        "hit_at_10": 100,
        "mrr": 0.75,
        "total": 2,
    }
    assert data == plain


def test_whoever_stands_further_down_than_is_shown_counts_too(people: TestClient) -> None:
    order = [each["user_id"] for each in data_of(people)["recommendations"]]
    let_know(people, Known(by_9={order[2]}))
    data = data_of(people, top_k=1)
    (only,) = data["recommendations"]
    assert (data["total_count"], only["ground_truth"]) == (1, {"is_hit": False, "rank": None})
    assert data["evaluation"]["mrr"] == pytest.approx(1 / 3)


def test_who_is_filtered_out_is_not_held_against_the_ranking(people: TestClient) -> None:
    let_know(people, Known(by_9={1, 2, 77}))
    data = data_of(people, only_verified=True)
    assert (data["evaluation"]["hit_at_1"], data["evaluation"]["total"]) == (100, 1)


def test_where_nothing_is_known_it_is_null(people: TestClient) -> None:
    data = data_of(people)  # no feedback is kept
    assert data["evaluation"] is None
    assert {each["ground_truth"] for each in data["recommendations"]} == {None}


def test_nobody_is_their_own_ground_truth(people: TestClient) -> None:
    people.put("/api/ai/mentees/1", json=MENTEE)
    let_know(people, Known(by_1={1}))
    data = people.get(f"{URL}/1", params={"include_eval": True}).json()["data"]
    assert data["evaluation"] is None


def test_where_nobody_can_tell_now_only_who_asks_for_it_is_told(people: TestClient) -> None:
    let_know(people, Away())
    assert people.get(f"{URL}/9", params={"include_eval": True}).status_code == 503
    assert people.get(f"{URL}/9").status_code == 200


def test_who_was_asked_for_help_over_http_is_whom_a_mentee_chose(people: TestClient) -> None:
    assert data_of(people)["evaluation"] is None
    chosen = data_of(people)["recommendations"][1]["user_id"]
    told = {
        "id": "r1", "kind": "requested", "mentor_id": chosen, "mentee_id": 9,
        "at": "2026-03-01T09:00:00Z",
    }  # fmt: skip
    assert people.post("/api/ai/feedback", json=told).status_code == 201
    data = data_of(people)
    assert data["evaluation"]["total"] == 1
    (hit,) = [each for each in data["recommendations"] if each["ground_truth"]["is_hit"]]
    assert hit["user_id"] == chosen
