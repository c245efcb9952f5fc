"""Tests of how a résumé becomes a profile with its origins."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

import pytest
from structlog.testing import capture_logs

from controllers.resumes import Resumes
from schemas.document import DocumentText
from schemas.errors import Unusable, WordsDown
from schemas.words import Piece
from services.resume.reading_model import ANSWER_MAX
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary
from services.words.budget import Allowance, Budget
from tests.ai_app.controllers.test_wording import ENOUGH, Script, Told
from tests.ai_app.services.resume.texts import KOREAN

URL = "https://files.example.com/7.pdf"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads whatever text the file is."""

    def read(self, data: bytes) -> DocumentText:
        return DocumentText(text=data.decode(), page_count=3, pages_read=2, is_cut=True)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Holds files by their URLs."""

    files: dict[str, bytes] = field(default_factory=dict)

    def fetch(self, url: str) -> bytes:
        if url not in self.files:
            raise Unusable(url)
        return self.files[url]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def resumes(told: Told) -> Resumes:
    return Resumes(
        known=Vocabularies(
            jobs=Vocabulary({"Backend Developer": ["백엔드 개발자"], "Nurse": ["홍길동"]}),
            skills=Vocabulary({"Kotlin": [], "Java": []}),
        ),
        reader=Reader(),
        fetcher=Shelf({URL: b"Java"}),
        mask=lambda text: text.replace("홍길동", "[이름]"),
        now=lambda: datetime(2026, 11, 26, tzinfo=timezone.utc),
        writer=None,
        budget=Budget((ENOUGH,), lambda: 0.0),
        told=told.by.append,
        spent=told.tokens.append,
    )


def answer_of(jobs: list[dict[str, str]]) -> Script:
    """Give a model that answers so, in two pieces."""
    said = json.dumps({"jobs": jobs, "skills": []}, ensure_ascii=False)
    return Script(steps=[Piece(text=said[:9]), Piece(text=said[9:], tokens=50)])


def test_a_file_becomes_a_profile_that_tells_its_origins(resumes: Resumes) -> None:
    answer = resumes.of_file(KOREAN.encode()).model_dump()
    introduction = answer["profile"].pop("introduction")
    assert introduction.startswith("주문과 결제")
    assert answer["profile"] == {
        "jobs": ["Backend Developer"],
        "skills": ["Kotlin", "Java"],
        "years": 7,
    }
    assert answer["origins"] == {
        "jobs": [{"name": "Backend Developer", "places": [{"line": 2, "section": "opening"}]}],
        "skills": [
            {"name": "Kotlin", "places": [{"line": 10, "section": "work"}]},
            {"name": "Java", "places": [{"line": 12, "section": "work"}]},
        ],
        "introduction": [5, 6],
        "periods": [
            {"begin": "2022-03", "end": None, "place": {"line": 9, "section": "work"}},
            {"begin": "2019-03", "end": "2022-05", "place": {"line": 11, "section": "work"}},
        ],
        "years_stated": None,
    }
    assert (answer["page_count"], answer["pages_read"], answer["is_cut"]) == (3, 2, True)


def test_what_is_masked_is_seen_by_nothing_that_comes_after(resumes: Resumes) -> None:
    answer = resumes.of_file(KOREAN.encode())
    assert answer.text == KOREAN.replace("홍길동", "[이름]")
    assert answer.profile.jobs == ["Backend Developer"]
    assert "홍길동" not in answer.model_dump_json()


def test_years_that_are_stated_tell_where(resumes: Resumes) -> None:
    answer = resumes.of_file("개발자\n경력 5년".encode())
    assert answer.profile.years == 5
    assert answer.origins.model_dump()["years_stated"] == {"line": 2, "section": "opening"}
    assert answer.origins.periods == []


def test_a_link_is_fetched(resumes: Resumes) -> None:
    assert resumes.of_link(URL).profile.skills == ["Java"]
    with pytest.raises(Unusable):
        resumes.of_link("https://elsewhere.example.com")


def test_without_a_key_rules_find_all(resumes: Resumes, told: Told) -> None:
    assert resumes.of_file(KOREAN.encode()).proposed_by == "rules"
    assert (told.by, told.tokens) == (["rules"], [])


def test_with_a_key_the_model_finds_jobs_and_skills(resumes: Resumes, told: Told) -> None:
    writer = answer_of([{"name": "백엔드 개발자", "quote": "주문 API 개발"}])
    answer = replace(resumes, writer=writer).of_file(KOREAN.encode())
    assert answer.proposed_by == "gemini"
    assert (answer.profile.jobs, answer.profile.skills) == (["Backend Developer"], [])
    assert answer.origins.model_dump()["jobs"] == [
        {"name": "Backend Developer", "places": [{"line": 10, "section": "work"}]}
    ]
    assert answer.profile.years == 7
    assert (told.by, told.tokens) == (["gemini"], [50])


def test_the_model_sees_nothing_that_is_masked(resumes: Resumes) -> None:
    writer = answer_of([])
    replace(resumes, writer=writer).of_file(KOREAN.encode())
    (asked,) = writer.asked
    assert "홍길동" not in asked.data
    assert "[이름]" in asked.data


@pytest.mark.parametrize(
    "writer",
    [
        Script(steps=[WordsDown("Gemini's quota is used up")]),
        Script(steps=[Piece(text="Here you go: {}")]),
        Script(steps=[Piece(text="x" * (ANSWER_MAX + 1))]),
        answer_of([]),
        answer_of([{"name": "Nurse", "quote": "서울병원 간호사"}]),
    ],
)
def test_where_the_model_fails_rules_find_all(resumes: Resumes, told: Told, writer: Script) -> None:
    with capture_logs() as logs:
        answer = replace(resumes, writer=writer).of_file(KOREAN.encode())
    assert answer == resumes.of_file(KOREAN.encode())
    assert told.by == ["rules", "rules"]
    (line,) = logs
    assert line["event"] == "a résumé is read by rules alone"
    assert "간호사" not in str(line)


def test_where_the_budget_is_spent_rules_find_all(resumes: Resumes) -> None:
    writer = answer_of([{"name": "백엔드 개발자", "quote": "주문 API 개발"}])
    none = Budget((Allowance(span_s=60.0, calls_max=0, tokens_max=0),), lambda: 0.0)
    answer = replace(resumes, writer=writer, budget=none).of_file(KOREAN.encode())
    assert (answer.proposed_by, writer.asked) == ("rules", [])


def test_nobody_is_asked_about_a_page_without_text(resumes: Resumes) -> None:
    writer = answer_of([])
    assert replace(resumes, writer=writer).of_file(b" \n").proposed_by == "rules"
    assert writer.asked == []
