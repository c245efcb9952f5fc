"""Tests of recommendations over HTTP, with the model that comes with the service."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.concurrency import run_in_threadpool
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.settings import Settings
from api.state import state_of
from tests.ai_app.conftest import KEYS, client_of

URL = "/api/ai/mentors/recommend"
MENTORS = {
    1: {
        "nickname": "서버지기",
        "company_name": "한빛테크",
        "jobs": ["백엔드 개발자"],
        "skills": ["스프링", "Kotlin"],
        "introduction": "주문 시스템을 8년째 만들고 있습니다.",
        "years": 8,
        "verified": True,
    },
    2: {
        "nickname": "그림쟁이",
        "company_name": "푸른디자인",
        "jobs": ["UX 디자이너"],
        "skills": ["Figma"],
        "introduction": "앱 화면을 설계합니다. 포트폴리오를 함께 봐 드려요.",
        "years": 5,
    },
    3: {
        "nickname": "숫자반",
        "company_name": "한빛테크",
        "jobs": ["데이터 분석가"],
        "skills": ["SQL", "Python"],
        "introduction": "I was a nurse and became a data analyst; I know how hard the change is.",
        "years": 4,
        "capacity": 0,
    },
}
MENTEE = {
    "nickname": "새내기",
    "jobs": ["backend developer"],
    "introduction": "서버 개발자로 첫 취업을 준비하고 있어요.",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a client of an application whose mentors have their vectors."""
    place: Path = tmp_path_factory.mktemp("people")
    settings = Settings(
        release_file=place / "none",
        database_url=SecretStr(f"sqlite:///{place / 'people.db'}"),
        api_keys=KEYS,
    )
    with client_of(settings, "may-write") as started:
        for user_id, body in MENTORS.items():
            assert started.put(f"/api/ai/mentors/{user_id}", json=body).status_code == 201
        assert started.put("/api/ai/mentees/9", json=MENTEE).status_code == 201
        parts = state_of(started.app).parts  # type: ignore[arg-type]
        assert parts is not None
        while parts.upkeep.round():
            pass
        yield started


def ids(answer: dict[str, object]) -> list[int]:
    data = answer["data"]
    assert isinstance(data, dict)
    return [each["user_id"] for each in data["recommendations"]]


def test_the_answer_is_the_one_that_clients_know(client: TestClient) -> None:
    answer = client.get(f"{URL}/9", params={"top_k": 2}).json()
    assert answer["code"] == "OK"
    data = answer["data"]
    assert (data["user_id"], data["total_count"]) == (9, 2)
    first = data["recommendations"][0]
    assert set(first) == {
        "user_id",
        "nickname",
        "company_name",
        "verified",
        "rating_avg",
        "rating_count",
        "response_rate",
        "skills",
        "jobs",
        "introduction",
        "similarity_score",
        "filter_type",
        "last_active_at",
        "reasons",
    }
    assert (first["user_id"], first["filter_type"]) == (1, "job")
    assert 0 < first["similarity_score"] < 1
    assert first["reasons"]["matched_jobs"] == first["jobs"]


def test_reasons_add_up_to_the_score(client: TestClient) -> None:
    for each in client.get(f"{URL}/9").json()["data"]["recommendations"]:
        reasons = each["reasons"]
        logit = reasons["base"] + sum(one["logits"] for one in reasons["contributions"])
        assert each["similarity_score"] == pytest.approx(1 / (1 + 2.718281828**-logit), abs=1e-3)
        assert reasons["sentence"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("간호사인데 데이터 분석으로 옮기고 싶습니다", 3),
        ("I would like to switch from nursing to analysing data", 3),
        ("피그마로 화면 설계하는 법을 배우고 싶어요", 2),
        ("How do I become a server programmer?", 1),
    ],
)
def test_a_text_in_either_language_finds_profiles_in_either(
    client: TestClient, text: str, found: int
) -> None:
    assert ids(client.post(URL, json={"text": text}).json())[0] == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "백엔드 개발자가 되고 싶지 않아요. 다른 일을 찾고 있어요"}, {2, 3}),
        ({"text": "I do not want to be a developer."}, {2, 3}),
        ({"text": "개발자가 되기 싫어요", "jobs": ["개발자", "UX 디자이너"]}, {2, 3}),
        ({"text": "개발자가 되기 싫어요", "jobs": ["백엔드 개발자"]}, {1, 2, 3}),
    ],
)
def test_nobody_is_found_for_a_job_that_is_not_wanted(
    client: TestClient, asked: dict[str, object], found: set[int]
) -> None:
    answer = client.post(URL, json=asked)
    assert answer.status_code == 200
    assert set(ids(answer.json())) == found


@pytest.mark.parametrize(
    "said",
    [
        {"introduction": "교사인데 디자이너가 되고 싶어요. 백엔드 개발자는 싫어요"},
        {
            "introduction": "백엔드 개발자가 되고 싶지 않아요",
            "jobs": ["백엔드 개발자", "UX 디자이너"],
        },
        {"introduction": "I do not want to be a developer."},
        {"introduction": "스프링과 SQL을 배우고 싶어요", "skills": ["Figma"], "years": 3},
        {"jobs": ["데이터 분석가"]},
    ],
)
def test_who_is_kept_is_recommended_the_same_as_who_says_the_same(
    client: TestClient, said: dict[str, object]
) -> None:
    client.put("/api/ai/mentees/70", json={"nickname": "a", **said})
    text = {"text": said.get("introduction", "")}
    sent = {name: each for name, each in said.items() if name != "introduction"} | text
    of_text = client.post(URL, json=sent).json()["data"]["recommendations"]
    for _ in range(2):  # it is remembered what a text asks for
        assert client.get(f"{URL}/70").json()["data"]["recommendations"] == of_text
    assert of_text


def test_reasons_are_told_in_the_language_of_the_text_or_the_one_asked_for(
    client: TestClient,
) -> None:
    def sentence(**asked: str) -> str:
        data = client.post(URL, json={"jobs": ["데이터 분석가"], **asked}).json()["data"]
        said = data["recommendations"][0]["reasons"]["sentence"]
        assert isinstance(said, str)
        return said

    english = sentence(text="I like numbers")
    assert english != sentence(text="숫자가 좋아요")
    assert sentence(text="숫자가 좋아요", language="en").isascii() == english.isascii()
    apart = unicodedata.normalize("NFD", "숫자가 좋아요")
    assert sentence(text=apart) == sentence(text="숫자가 좋아요")


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({}, {1, 2, 3}),
        ({"only_verified": True}, {1}),
        ({"only_available": True}, {1, 2}),
        ({"jobs": ["ux designer", "backend developer"]}, {1, 2}),
        ({"skills": ["피그마"]}, {2}),
        ({"companies": ["한빛테크"]}, {1, 3}),
        ({"years_min": 5}, {1, 2}),
        ({"years_max": 4}, {3}),
        ({"excluded_ids": [1, 3]}, {2}),
        ({"companies": ["없는회사"]}, set()),
        ({"companies": ["한빛테크", " "]}, {1, 3}),
        ({"jobs": [""], "companies": [""]}, {1, 2, 3}),
    ],
)
def test_filters_leave_whom_they_say(
    client: TestClient, filters: dict[str, object], left: set[int]
) -> None:
    answer = client.post(URL, json={"text": "안녕하세요", "filters": filters}).json()
    assert set(ids(answer)) == left
    assert answer["data"]["total_count"] == len(left)


def test_only_verified_is_heeded_for_a_mentee_too(client: TestClient) -> None:
    assert ids(client.get(f"{URL}/9", params={"only_verified": True}).json()) == [1]


def test_somebody_who_is_a_mentor_too_is_not_recommended_to_themselves(client: TestClient) -> None:
    client.put("/api/ai/mentees/1", json=MENTEE)
    assert 1 not in ids(client.get(f"{URL}/1").json())


def test_nobody_can_be_found_for_nothing(client: TestClient) -> None:
    client.put("/api/ai/mentees/8", json={"nickname": "조용이"})
    for answer in (client.get(f"{URL}/8"), client.post(URL, json={"text": " "})):
        assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")


def test_years_that_nobody_can_have_are_refused(client: TestClient) -> None:
    body = {"text": "안녕", "filters": {"years_min": 5, "years_max": 4}}
    assert client.post(URL, json=body).status_code == 400


def test_who_is_not_there_is_not_recommended_to(client: TestClient) -> None:
    answer = client.get(f"{URL}/77")
    assert (answer.status_code, answer.json()["detail"]) == (404, "there is no mentee 77")


@pytest.mark.parametrize("top_k", [0, 21, "many"])
def test_how_many_is_bounded(client: TestClient, top_k: object) -> None:
    assert client.get(f"{URL}/9", params={"top_k": str(top_k)}).status_code == 422


def test_the_same_question_has_the_same_answer_after_a_restart(
    client: TestClient, settings: Settings
) -> None:
    url = state_of(client.app).settings.database_url  # type: ignore[arg-type]
    again = settings.model_copy(update={"database_url": url})
    with client_of(again, "may-read") as restarted:
        before, after = (each.get(f"{URL}/9").json() for each in (client, restarted))
    assert before == after


def test_who_was_deleted_is_not_recommended(client: TestClient) -> None:
    client.put("/api/ai/mentors/4", json=MENTORS[1])
    assert 4 in ids(client.get(f"{URL}/9").json())
    client.delete("/api/ai/mentors/4")
    assert 4 not in ids(client.get(f"{URL}/9").json())


def test_who_is_known_is_answered_without_another_thread(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over: list[object] = []

    async def watched(act: Callable[..., object], *told: object) -> object:
        handed_over.append(act)
        return await run_in_threadpool(act, *told)

    monkeypatch.setattr("api.endpoints.recommendations.run_in_threadpool", watched)
    new = {**MENTEE, "introduction": "회계 일을 하다가 서버 개발로 옮기려고 합니다."}
    assert client.put("/api/ai/mentees/10", json=new).status_code == 201
    first, second = (client.get(f"{URL}/10").json() for _ in range(2))
    assert len(handed_over) == 1
    assert ids(first) == ids(second)
    assert client.get(f"{URL}/10", params={"include_eval": True}).status_code == 200
    assert len(handed_over) == 2
