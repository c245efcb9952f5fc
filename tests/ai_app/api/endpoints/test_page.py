"""Tests of what the page is made of: there in development alone, whole, and of nobody else's."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from schemas.matches_body import ObjectiveName
from schemas.problem import Code
from schemas.words import WrittenBy
from services.cohort.matching import Phase
from services.ranking.weights import Feature
from tests.ai_app.conftest import client_of

LINES = {"content-type": "application/x-ndjson"}
PATHS = ("/", "/page/main.js", "/sample/mentors.ndjson", "/sample/mentees.ndjson")
LANGUAGES = ("en", "ko")


@pytest.fixture
def development(settings: Settings) -> Settings:
    return settings.model_copy(update={"development": True})


@pytest.fixture
def tried(development: Settings) -> Iterator[TestClient]:
    """Give a client without a key, in development."""
    with client_of(development) as started:
        yield started


@pytest.fixture
def directory(settings: Settings) -> Path:
    return settings.page_directory


@pytest.mark.parametrize("path", PATHS)
def test_in_production_there_is_no_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "NOT_FOUND"


@pytest.mark.parametrize("path", PATHS)
def test_in_development_it_needs_no_key_and_trusts_nobody(tried: TestClient, path: str) -> None:
    answer = tried.get(path)
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    allowed = {word for each in policy for word in each.split()[1:]}
    assert allowed == {"'none'", "'self'", "'script'"}  # nothing inline, and of no other host


def test_every_file_is_sent_as_what_it_is(tried: TestClient, directory: Path) -> None:
    kinds = {".css": "text/css", ".html": "text/html", ".js": "text/javascript"}
    for file in directory.iterdir():
        answer = tried.get(f"/page/{file.name}")
        assert answer.content == file.read_bytes()
        kind = answer.headers["content-type"].partition(";")[0]
        assert kind == kinds.get(file.suffix, "image/svg+xml")


@pytest.mark.parametrize("name", ["nothing.js", "..%2fapi%2fmain.py", "%2e%2e", "../api/main.py"])
def test_a_name_leads_nowhere_else(tried: TestClient, name: str) -> None:
    assert tried.get(f"/page/{name}").status_code == 404


def test_the_description_does_not_tell_of_it(tried: TestClient) -> None:
    paths = tried.get("/openapi.json").json()["paths"]
    assert {path for path in paths if not path.startswith("/api/ai/")} == {"/metrics"}


def test_a_service_that_has_not_started_still_shows_the_page(development: Settings) -> None:
    idle = client_of(development)
    assert idle.get("/").status_code == 200
    assert idle.get("/sample/mentors.ndjson").status_code == 503


def test_the_sample_people_are_kept_as_they_come(tried: TestClient) -> None:
    ids = {}
    for kind in ("mentors", "mentees"):
        text = tried.get(f"/sample/{kind}.ndjson").text
        ids[kind] = {json.loads(line)["user_id"] for line in text.splitlines()}
        for outcome in ("created", "unchanged"):
            answer = tried.post(f"/api/ai/{kind}/batch", content=text, headers=LINES)
            *_, end = (json.loads(line) for line in answer.text.splitlines())
            assert end["done"]
            assert end[outcome] == end["lines"] == len(ids[kind]) > 100
    assert ids["mentors"].isdisjoint(ids["mentees"])


# ------------------------------------------------------------------ its files


def read(directory: Path, pattern: str) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in directory.glob(pattern)}


def test_it_is_of_its_own_files_alone_and_of_all_of_them(directory: Path) -> None:
    files = read(directory, "*")
    asked = {
        name
        for text in files.values()
        for name in re.findall(r"""(?:"/page/|from "\./)([\w.-]+)\"""", text)
    }
    assert asked | {"index.html"} == set(files)
    for text in files.values():
        found = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"]*", text))
        assert found <= {"http://www.w3.org/2000/svg"}  # the name of a language, which nobody asks


def test_nothing_of_it_is_inline_or_makes_html_of_words(directory: Path) -> None:
    page = (directory / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page) == []
    scripts = "".join(read(directory, "*.js").values())
    unsafe = r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|eval\(|new Function"
    assert re.findall(unsafe, scripts) == []


def words(directory: Path, language: str) -> set[str]:
    text = (directory / f"words-{language}.js").read_text(encoding="utf-8")
    return set(re.findall(r"^  (\w+):", text, re.MULTILINE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_all_that_the_service_may_answer(
    directory: Path, language: str
) -> None:
    there = words(directory, language)
    for kind, names in {
        "feature": [each.value for each in Feature],
        "phase": ["queued", "reading", "scoring", *(each.value for each in Phase)],
        "problem": [*get_args(Code), "UNREACHABLE", "PAGE"],
        "objective": [name for each in get_args(ObjectiveName) for name in (each, f"{each}_help")],
        "by": get_args(WrittenBy),
    }.items():
        told = {name.removeprefix(f"{kind}_") for name in there if name.startswith(f"{kind}_")}
        extra = {"request"} if kind == "problem" else set()
        assert told - extra == set(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_all_that_it_says_and_no_others(directory: Path, language: str) -> None:
    files = {**read(directory, "*.js"), **read(directory, "*.html")}
    text = "".join(of for name, of in files.items() if not name.startswith("words-"))
    there = words(directory, language)
    assert set(re.findall(r'say\("(\w+)"', text)) <= there
    assert set(re.findall(r'data-(?:says|names|hints)="(\w+)"', text)) <= there
    made = ("feature_", "phase_", "problem_", "objective_", "by_", "measure_")
    assert [key for key in there if not key.startswith(made) and f'"{key}"' not in text] == []
