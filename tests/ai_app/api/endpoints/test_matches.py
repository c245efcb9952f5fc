"""Tests of matchings over HTTP: stable, proven, and in the background where that takes a while."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from fastapi.testclient import TestClient

from api.state import Parts, state_of
from services.jobs.job import Report

URL = "/api/ai/matches"
WAIT_S_MAX = 15.0
THREADS = 40
BACKEND, DESIGN = "백엔드 개발자", "UX 디자이너"


def parts_of(client: TestClient) -> Parts:
    parts = state_of(client.app).parts  # type: ignore[arg-type]
    assert parts is not None
    return parts


@pytest.fixture
def cohort(client: TestClient) -> TestClient:
    """Give a client whose storage holds two mentors with a place each, and three mentees."""
    for user_id, job in ((1, BACKEND), (2, DESIGN)):
        body = {"nickname": "a", "jobs": [job], "introduction": f"{job}로 일합니다."}
        client.put(f"/api/ai/mentors/{user_id}", json=body)
    for user_id, job in ((11, BACKEND), (12, DESIGN), (13, BACKEND)):
        body = {"nickname": "a", "jobs": [job], "introduction": f"{job}가 되고 싶어요."}
        client.put(f"/api/ai/mentees/{user_id}", json=body)
    while parts_of(client).upkeep.round():
        pass
    return client


def matched(client: TestClient, **asked: object) -> dict[str, object]:
    answer = client.post(URL, json=asked, params={"wait_s": WAIT_S_MAX})
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    assert (data["state"], data["problem"]) == ("done", None)
    assert isinstance(data["matching"], dict)
    return data["matching"]


def pairs(matching: dict[str, object]) -> set[tuple[int, int]]:
    found = matching["pairs"]
    assert isinstance(found, list)
    return {(each["mentee_id"], each["mentor_id"]) for each in found}


def unmatched(matching: dict[str, object]) -> list[tuple[int, str]]:
    found = matching["unmatched"]
    assert isinstance(found, list)
    assert all(each["sentence"] for each in found)
    return [(each["mentee_id"], each["why"]) for each in found]


def test_each_has_whom_they_suit_and_it_is_proven(cohort: TestClient) -> None:
    matching = matched(cohort, mentee_ids=[12, 11])
    assert pairs(matching) == {(11, 1), (12, 2)}
    proof = matching["proof"]
    assert isinstance(proof, dict)
    assert (proof["blocking_pairs"], proof["feasible"]) == (0, True)
    assert proof["same_people_at_both_ends"]


@pytest.mark.parametrize("objective", ["mentees", "mentors", "fair", "total"])
def test_who_has_nobody_is_told_why(cohort: TestClient, objective: str) -> None:
    matching = matched(
        cohort, mentee_ids=[11, 12, 13], mentor_ids=[2, 1], objective=objective, language="en"
    )
    assert unmatched(matching) == [(13, "outranked")]
    assert matching["objective"] == objective


def test_capacities_of_this_matching_are_heeded(cohort: TestClient) -> None:
    matching = matched(
        cohort,
        mentee_ids=[11, 12, 13],
        capacities=[{"mentor_id": 1, "capacity": 3}, {"mentor_id": 2, "capacity": 0}],
    )
    assert {mentor for _, mentor in pairs(matching)} == {1}
    assert cohort.get("/api/ai/mentors/1").json()["data"]["capacity"] == 1


def test_a_place_given_for_this_matching_counts_whatever_is_kept(cohort: TestClient) -> None:
    body = {"nickname": "a", "jobs": [BACKEND], "capacity": 0}
    cohort.put("/api/ai/mentors/1", json=body)
    while parts_of(cohort).upkeep.round():
        pass
    assert pairs(matched(cohort, mentee_ids=[11])) == {(11, 2)}
    given = [{"mentor_id": 1, "capacity": 2}]
    assert (11, 1) in pairs(matched(cohort, mentee_ids=[11], capacities=given))


@pytest.mark.parametrize("objective", ["mentees", "mentors", "fair", "total"])
def test_nobody_is_matched_with_themselves(cohort: TestClient, objective: str) -> None:
    body = {"nickname": "a", "jobs": [BACKEND], "introduction": f"{BACKEND}로 일합니다."}
    cohort.put("/api/ai/mentees/1", json=body)
    matching = matched(cohort, mentee_ids=[1], mentor_ids=[1], objective=objective)
    assert (pairs(matching), unmatched(matching)) == (set(), [(1, "excluded")])
    assert pairs(matched(cohort, mentee_ids=[1], objective=objective)) == {(1, 2)}


@pytest.mark.parametrize("who", ["mentors/1", "mentees/11", "mentees/13"])
def test_a_matching_that_names_who_was_deleted_is_told_of_no_more(
    cohort: TestClient, who: str
) -> None:
    asked = {"mentee_ids": [11, 12, 13], "mentor_ids": [1, 2]}
    answer = cohort.post(URL, json=asked, params={"wait_s": WAIT_S_MAX})
    place = answer.headers["Location"]
    assert cohort.get(place).json()["data"]["state"] == "done"
    assert cohort.delete(f"/api/ai/{who}").status_code == 204
    for ask in (cohort.get, cohort.delete):
        found = ask(place)
        assert found.status_code == 404
        assert "deleted" in found.json()["detail"]
    assert parts_of(cohort).jobs.jobs() == []


def test_what_is_forbidden_or_required_is_heeded(cohort: TestClient) -> None:
    pair = {"mentee_id": 11, "mentor_id": 1}
    assert (11, 1) not in pairs(matched(cohort, mentee_ids=[11, 12], forbidden=[pair]))
    pair = {"mentee_id": 12, "mentor_id": 1}
    assert (12, 1) in pairs(matched(cohort, mentee_ids=[11, 12], required=[pair]))


@pytest.mark.parametrize(
    ("asked", "has"),
    [({}, 2), ({"mentor_ids": [1]}, None), ({"required": [{"mentee_id": 11, "mentor_id": 1}]}, 1)],
    ids=["there is another", "there is nobody else", "decided before"],
)
def test_nobody_is_matched_with_a_job_that_they_do_not_want(
    cohort: TestClient, asked: dict[str, object], has: int | None
) -> None:
    body = {"nickname": "a", "jobs": [BACKEND], "introduction": f"{BACKEND}는 되고 싶지 않아요"}
    cohort.put("/api/ai/mentees/11", json=body)
    matching = matched(cohort, mentee_ids=[11], **asked)
    assert pairs(matching) == ({(11, has)} if has else set())
    assert unmatched(matching) == ([] if has else [(11, "excluded")])


def test_nobody_is_matched_with_whom_they_suit_too_little(cohort: TestClient) -> None:
    matching = matched(cohort, mentee_ids=[11], score_min=1)
    assert pairs(matching) == set()
    assert unmatched(matching) == [(11, "nobody_reaches")]


@pytest.mark.lengthy
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"mentee_ids": [11, 77, 78]}, "there is no mentee 77, 78"),
        ({"mentee_ids": [11, 11]}, "named more than once: 11"),
        ({"mentee_ids": [11], "mentor_ids": [7]}, "there is no mentor 7"),
        ({"mentee_ids": [11], "mentor_ids": [1, 1]}, "named more than once: 1"),
        (
            {"mentee_ids": [11], "capacities": [{"mentor_id": 9, "capacity": 1}]},
            "there is no mentor 9",
        ),
        (
            {
                "mentee_ids": [11],
                "mentor_ids": [2],
                "capacities": [{"mentor_id": 1, "capacity": 1}],
            },
            "not in the cohort: 1",
        ),
        (
            {"mentee_ids": [11], "capacities": [{"mentor_id": 1, "capacity": 1}] * 2},
            "a mentor in capacities is named more than once: 1",
        ),
        (
            {"mentee_ids": [1], "required": [{"mentee_id": 1, "mentor_id": 1}]},
            "nobody is their own mentor, and required is that of 1",
        ),
        (
            {"mentee_ids": [11], "forbidden": [{"mentee_id": 1, "mentor_id": 9}]},
            "is not in the cohort",
        ),
        ({"mentee_ids": list(range(100, 120))}, "100, 101, 102, 103, 104 and 15 more"),
    ],
)
def test_what_cannot_be_matched_is_told(
    cohort: TestClient, asked: dict[str, object], why: str
) -> None:
    answer = cohort.post(URL, json=asked, params={"wait_s": WAIT_S_MAX})
    data = answer.json()["data"]
    assert (data["state"], data["matching"]) == ("failed", None)
    assert why in data["problem"]


def test_a_mentee_who_says_nothing_cannot_be_matched(cohort: TestClient) -> None:
    cohort.put("/api/ai/mentees/14", json={"nickname": "조용이"})
    answer = cohort.post(URL, json={"mentee_ids": [14]}, params={"wait_s": WAIT_S_MAX})
    assert "14" in answer.json()["data"]["problem"]


def test_what_takes_a_while_is_told_of_until_it_is_done(
    cohort: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def slow(_matching: object, _body: object, report: Report) -> None:
        report("scoring", 3, 7)
        begun.set()
        assert go_on.wait(WAIT_S_MAX)

    monkeypatch.setattr("controllers.matching.Matching.run", slow)
    answer = cohort.post(URL, json={"mentee_ids": [11]}, params={"wait_s": 0})
    assert answer.status_code == 202
    place = answer.headers["Location"]
    assert begun.wait(WAIT_S_MAX)
    running = cohort.get(place)
    assert (running.status_code, running.json()["data"]["state"]) == (202, "running")
    assert running.json()["data"]["progress"] == {"phase": "scoring", "done": 3, "total": 7}
    go_on.set()
    ended = cohort.get(place, params={"wait_s": WAIT_S_MAX})
    assert (ended.status_code, ended.json()["data"]["state"]) == (200, "done")


def test_what_is_not_wanted_any_more_stops(
    cohort: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def slow(_matching: object, _body: object, report: Report) -> None:
        begun.set()
        assert go_on.wait(WAIT_S_MAX)
        report("scoring", 1, 2)

    monkeypatch.setattr("controllers.matching.Matching.run", slow)
    place = cohort.post(URL, json={"mentee_ids": [11]}, params={"wait_s": 0}).headers["Location"]
    assert begun.wait(WAIT_S_MAX)
    waiting = cohort.post(URL, json={"mentee_ids": [11]}, params={"wait_s": 0}).headers["Location"]
    assert cohort.delete(waiting).json()["data"]["state"] == "cancelled"
    assert cohort.delete(place).status_code == 202
    go_on.set()
    ended = cohort.get(place, params={"wait_s": WAIT_S_MAX})
    assert ended.json()["data"]["state"] == "cancelled"


def test_a_failure_that_nobody_foresaw_tells_the_client_nothing(
    cohort: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("controllers.matching.Matching.run", broken)
    answer = cohort.post(URL, json={"mentee_ids": [11]}, params={"wait_s": WAIT_S_MAX})
    assert answer.json()["data"]["state"] == "failed"
    assert "canary" not in answer.text


def test_a_matching_that_is_not_there_is_404(client: TestClient) -> None:
    for method in ("GET", "DELETE"):
        assert client.request(method, f"{URL}/{'0' * 32}").status_code == 404


def test_one_too_many_is_to_come_again(cohort: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = Event()

    def slow(*_: object) -> None:
        assert go_on.wait(WAIT_S_MAX)

    monkeypatch.setattr("controllers.matching.Matching.run", slow)
    answers = [cohort.post(URL, json={"mentee_ids": [11]}, params={"wait_s": 0}) for _ in range(34)]
    go_on.set()
    assert answers[-1].status_code == 503
    assert answers[-1].headers["Retry-After"]


def test_who_waits_for_a_matching_keeps_nobody_else_waiting(
    cohort: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FastAPI has forty threads for plain functions: who waits in one takes it from all others."""
    go_on = Event()
    monkeypatch.setattr(
        "controllers.matching.Matching.run", lambda *_: go_on.wait(WAIT_S_MAX) and None
    )
    job_id = cohort.post(URL, json={"mentee_ids": [11]}, params={"wait_s": 0}).json()["data"][
        "job_id"
    ]
    metrics = state_of(cohort.app).metrics  # type: ignore[arg-type]
    with ThreadPoolExecutor(THREADS + 2) as pool:
        waiting = [
            pool.submit(cohort.get, f"{URL}/{job_id}", params={"wait_s": 10})
            for _ in range(THREADS)
        ]
        try:
            while metrics.registry.get_sample_value("refit_requests_in_progress") != THREADS:
                pass
            asked = pool.submit(cohort.get, "/api/ai/mentors/1")
            assert asked.result(5).status_code == 200
        finally:
            go_on.set()
        assert {each.result().status_code for each in waiting} == {200}


def test_a_job_of_another_process_is_told_as_such(client: TestClient) -> None:
    for url in (URL, "/api/ai/mentors/embeddings/update"):
        answer = client.get(f"{url}/{'0' * 32}")
        assert answer.status_code == 404
        assert "another process has its own" in answer.json()["detail"]
