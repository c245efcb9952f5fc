"""Tests of how a résumé becomes a profile with its origins."""

from dataclasses import dataclass, field
from datetime import datetime, timezone

import pytest

from controllers.resumes import Resumes
from schemas.document import DocumentText
from schemas.errors import Unusable
from services.people.reading import Vocabularies
from services.vocabulary import Vocabulary
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
def resumes() -> Resumes:
    return Resumes(
        known=Vocabularies(
            jobs=Vocabulary({"Backend Developer": ["백엔드 개발자"], "Nurse": ["홍길동"]}),
            skills=Vocabulary({"Kotlin": [], "Java": []}),
        ),
        reader=Reader(),
        fetcher=Shelf({URL: b"Java"}),
        mask=lambda text: text.replace("홍길동", "[이름]"),
        now=lambda: datetime(2026, 11, 26, tzinfo=timezone.utc),
    )


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
