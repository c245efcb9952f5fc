"""Tests of résumés over HTTP."""

import dataclasses
from collections.abc import Iterator
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from adapters.fetching import Fetcher
from api.settings import Settings
from api.state import state_of
from schemas.errors import Unusable
from tests.ai_app.adapters import pdfs
from tests.ai_app.conftest import client_of
from tests.ai_app.services.resume.texts import KOREAN

URL = "/api/ai/resumes"
PDF = {"Content-Type": "application/pdf"}
CANARY = "카나리아canary"


def masked(client: TestClient) -> TestClient:
    """Give a client of an application that masks one name."""
    state = state_of(cast("FastAPI", client.app))
    assert state.parts is not None
    resumes = dataclasses.replace(
        state.parts.resumes, mask=lambda text: text.replace("홍길동", "[이름]")
    )
    state.parts = dataclasses.replace(state.parts, resumes=resumes)
    return client


@pytest.fixture
def running(client: TestClient) -> TestClient:
    return masked(client)


@pytest.fixture
def small(settings: Settings) -> Iterator[TestClient]:
    """Give a client of an application that takes small files."""
    with client_of(settings.model_copy(update={"resume_bytes_max": 2_000}), "may-write") as client:
        yield masked(client)


def test_a_pdf_becomes_a_proposed_profile(running: TestClient) -> None:
    answer = running.post(URL, content=pdfs.resume(KOREAN), headers=PDF)
    assert (answer.status_code, answer.json()["code"]) == (200, "OK")
    data = answer.json()["data"]
    assert data["profile"]["jobs"] == ["Backend Developer"]
    assert {"Kotlin", "Java", "Docker"} <= set(data["profile"]["skills"])
    assert data["profile"]["years"] >= 7
    assert data["text"].startswith("[이름]\n백엔드 개발자")
    assert "홍길동" not in answer.text


def test_the_profile_may_be_kept_as_it_is(running: TestClient) -> None:
    answer = running.post(URL, content=pdfs.resume(KOREAN), headers=PDF)
    profile = answer.json()["data"]["profile"]
    kept = running.put("/api/ai/mentees/7", json={"nickname": "a", **profile})
    assert kept.status_code == 201
    for name, value in profile.items():
        assert kept.json()["data"][name] == value


def test_nothing_is_kept(running: TestClient) -> None:
    running.post(URL, content=pdfs.resume(KOREAN), headers=PDF)
    for people in ("mentors", "mentees"):
        assert running.get(f"/api/ai/{people}").json()["data"]["items"] == []


def test_a_form_says_the_same_as_the_file_itself(running: TestClient) -> None:
    data = pdfs.resume(KOREAN)
    form = running.post(URL, files={"file": (f"{CANARY}.pdf", data, "text/plain")})
    assert form.json() == running.post(URL, content=data, headers=PDF).json()


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/pdf; charset=binary", 200),
        ("APPLICATION/PDF", 200),
        ("application/octet-stream", 415),
        ("text/html", 415),
        ("", 415),
    ],
)
def test_what_a_body_is_has_to_be_said(running: TestClient, kind: str, status: int) -> None:
    answer = running.post(URL, content=pdfs.resume(KOREAN), headers={"Content-Type": kind})
    assert answer.status_code == status


def test_one_that_cannot_be_read_is_told_why_in_a_sentence(running: TestClient) -> None:
    for data, why in ((b"GIF89a", "is not a PDF"), (b"%PDF-1.7\n" + b"x" * 99, "damaged")):
        answer = running.post(URL, content=data, headers=PDF)
        assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
        assert why in answer.json()["detail"]
        assert "Traceback" not in answer.text


def test_one_that_is_too_large_is_refused_whichever_way_it_comes(small: TestClient) -> None:
    fits, larger = pdfs.resume("개발자"), b"%PDF-1.7" + b"x" * 2_000
    assert len(fits) <= 2_000
    for data, status in ((fits, 200), (larger, 413), (b"x" * 80_000, 413)):
        raw = small.post(URL, content=data, headers=PDF)
        form = small.post(URL, files={"file": data})
        assert (raw.status_code, form.status_code) == (status, status)
        if status == 413:
            assert raw.json()["code"] == "PAYLOAD_TOO_LARGE"


def test_five_megabytes_are_the_limit(settings: Settings) -> None:
    assert settings.resume_bytes_max == 5 * 1024 * 1024


def test_a_resume_may_be_larger_than_another_body(running: TestClient, settings: Settings) -> None:
    data = pdfs.resume(KOREAN) + b"%" * settings.body_bytes_max
    assert running.post(URL, content=data, headers=PDF).status_code == 200


def test_by_default_no_link_is_followed(running: TestClient) -> None:
    answer = running.post(URL, json={"url": "https://files.example.com/7.pdf"})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
    assert answer.json()["detail"].startswith("nothing is fetched from files.example.com;")


def test_a_link_to_an_allowed_host_is_followed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fetch(fetcher: Fetcher, url: str) -> bytes:
        asked.append(url)
        if "gone" in url:
            raise Unusable(str(fetcher))
        return pdfs.resume(KOREAN)

    monkeypatch.setattr(Fetcher, "fetch", fetch)
    with client_of(settings, "may-write") as client:
        links = [f"https://files.example.com/{name}" for name in ("7.pdf", "gone")]
        answers = [masked(client).post(URL, json={"url": link}).status_code for link in links]
    assert (answers, asked) == ([200, 400], links)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"url":1}', b'{"url":"a","b":1}', b'{"url":"\xff"}']
)
def test_a_link_that_is_malformed_is_named_and_not_quoted(running: TestClient, body: bytes) -> None:
    answer = running.post(URL, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert all(each["pointer"].startswith("/") for each in answer.json()["errors"])


def test_who_may_not_read_may_not_send_one(settings: Settings) -> None:
    with client_of(settings) as nobody, client_of(settings, "may-operate") as operator:
        for client, status in ((nobody, 401), (operator, 403)):
            assert client.post(URL, content=b"", headers=PDF).status_code == status


@pytest.mark.lengthy
def test_nothing_that_a_resume_says_reaches_the_logs(
    running: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    data = pdfs.resume(f"{CANARY}\n{KOREAN}")
    running.post(URL, content=data, headers=PDF)
    running.post(URL, content=data[:-400], headers=PDF)
    running.post(URL, files={"file": (CANARY, data)})
    running.post(URL, files={CANARY: (CANARY, data)})
    running.post(URL, content=b"%PDF-1.7 " + CANARY.encode(), headers=PDF)
    running.post(URL, json={"url": f"https://{CANARY}/"})
    running.post(URL, json={"url": "https://files.example.com/canary"})
    running.post(URL, json={CANARY: 1})
    told = capfd.readouterr()
    assert "canary" not in told.out + told.err


def test_the_description_tells_the_three_ways(idle: TestClient) -> None:
    operation = idle.get("/openapi.json").json()["paths"][URL]["post"]
    assert set(operation["requestBody"]["content"]) == {
        "application/pdf",
        "multipart/form-data",
        "application/json",
    }
