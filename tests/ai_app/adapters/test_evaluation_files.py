"""The files of mentors and judged queries: what is right is read, what is wrong is told."""

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest

from adapters.evaluation_files import MalformedEvaluation, read_judged_queries, read_mentors
from schemas.evaluation import Grade, JudgedQuery, Language
from schemas.people import Mentor, Profile, Statistics

MENTOR: dict[str, object] = {
    "user_id": 7,
    "nickname": "달빛코더",
    "company_name": None,
    "profile": {
        "jobs": ["백엔드 개발자"],
        "skills": ["자바"],
        "introduction": "서버를 만듭니다.",
        "years": None,
    },
    "verified": True,
    "capacity": 0,
    "statistics": {
        "rating_avg": 4.5,
        "rating_count": 2,
        "requested_count": 4,
        "responded_count": 3,
        "accepted_count": 2,
    },
    "last_active_at": "2026-01-02T03:04:05Z",
}
QUERY: dict[str, object] = {
    "query_id": "q1",
    "language": "ko",
    "profile": {
        "jobs": [],
        "skills": ["Go"],
        "introduction": "서버 개발이 하고 싶어요",
        "years": 0,
    },
    "grades": {"7": 3, "11": 1},
}


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{json.dumps(each)}\n" for each in rows), encoding="utf-8")
    return path


def test_a_mentor_is_read_with_their_names_as_they_stand(tmp_path: Path) -> None:
    assert read_mentors(lines(tmp_path / "mentors.jsonl", MENTOR)) == [
        Mentor(
            user_id=7,
            nickname="달빛코더",
            profile=Profile(
                jobs=("백엔드 개발자",), skills=("자바",), introduction="서버를 만듭니다."
            ),
            verified=True,
            capacity=0,
            statistics=Statistics(
                rating_avg=4.5,
                rating_count=2,
                requested_count=4,
                responded_count=3,
                accepted_count=2,
            ),
            last_active_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
        )
    ]


def test_a_judged_query_is_read_with_its_grades(tmp_path: Path) -> None:
    (query,) = read_judged_queries(lines(tmp_path / "queries.jsonl", QUERY))
    assert query == JudgedQuery(
        query_id="q1",
        language=Language.KOREAN,
        profile=Profile(skills=("Go",), introduction="서버 개발이 하고 싶어요", years=0),
        grades={7: Grade.IDEAL, 11: Grade.USEFUL},
    )
    assert {query: 1}[query] == 1


def test_the_order_of_the_file_is_kept(tmp_path: Path) -> None:
    rows = [{**MENTOR, "user_id": each} for each in (3, 1, 2)]
    read = read_mentors(lines(tmp_path / "mentors.jsonl", *rows))
    assert [mentor.user_id for mentor in read] == [3, 1, 2]


def test_a_line_separator_within_a_text_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    odd = {**QUERY, "profile": {"introduction": "한 줄\u2028또 한 줄"}}
    path.write_text(json.dumps(odd, ensure_ascii=False) + "\n", encoding="utf-8")
    (query,) = read_judged_queries(path)
    assert query.profile.introduction == "한 줄\u2028또 한 줄"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"user_id": "8"}, "line 2: user_id: .*integer"),
        ({"profile": {"jobs": "개발자"}}, "line 2: profile.jobs: .*array"),
        ({"last_active_at": "yesterday"}, "line 2: last_active_at: .*datetime"),
        ({"user_id": 7}, "has 7 more than once"),
    ],
)
def test_what_is_no_mentor_is_told(tmp_path: Path, change: dict[str, object], why: str) -> None:
    path = lines(tmp_path / "mentors.jsonl", MENTOR, {**MENTOR, "user_id": 8, **change})
    with pytest.raises(MalformedEvaluation, match=rf"mentors\.jsonl.* {why}"):
        read_mentors(path)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"language": "fr"}, "line 2: language: "),
        ({"grades": {"7": 4}}, "line 2: grades.7: "),
        ({"grades": {"seven": 3}}, "line 2: grades.seven"),
        ({"grades": {}}, "line 2: no mentor has a grade"),
        ({"query_id": "q1"}, "has 'q1' more than once"),
    ],
)
def test_what_is_no_judged_query_is_told(
    tmp_path: Path, change: dict[str, object], why: str
) -> None:
    path = lines(tmp_path / "queries.jsonl", QUERY, {**QUERY, "query_id": "q2", **change})
    with pytest.raises(MalformedEvaluation, match=rf"queries\.jsonl.* {why}"):
        read_judged_queries(path)


@pytest.mark.parametrize("content", [b"{", b"[]", b"\n", b'{"user_id": "\xff"}'])
def test_a_line_that_is_no_object_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mentors.jsonl"
    path.write_bytes(content)
    with pytest.raises(MalformedEvaluation, match=r"mentors\.jsonl, line 1: "):
        read_mentors(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MalformedEvaluation, match=r"mentors\.jsonl cannot be read"):
        read_mentors(tmp_path / "mentors.jsonl")
