"""The shipped mentors and judged queries are whole, and nobody's personal data is in them."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from schemas.evaluation import Grade, Language
from schemas.people import Profile
from tests.ai_app.data.sets import SETS, SHIPPED, read, vocabulary

HANGUL = re.compile(r"[가-힣]")
PERSONAL = re.compile(
    r"01[016789][-. ]?\d{3,4}[-. ]?\d{4}"  # a Korean mobile number
    r"|\+\d[\d -]{7,}|\d{6}[- ]?[1-4]\d{6}|\d{9,}"  # other numbers of phones and people
    r"|[\w.+-]+@[\w-]+\.\w+|https?://|www\.|open\.kakao",
    re.IGNORECASE,
)
RELEVANT_MAX = 12
LEAST = {
    "": {"mentors": 240, "ko": 130, "en": 70, "mixed": 20},
    "held_out_": {"mentors": 80, "ko": 40, "en": 15, "mixed": 5},
}

each_set = pytest.mark.parametrize("prefix", SETS, ids=["main", "held out"])


def profiles(prefix: str) -> list[Profile]:
    found = read(prefix)
    mentors = [mentor.profile for mentor in found.mentors]
    return [*mentors, *(query.profile for query in found.queries)]


@each_set
def test_there_are_as_many_as_promised(prefix: str) -> None:
    found = read(prefix)
    counts = Counter(query.language.value for query in found.queries)
    counts["mentors"] = len(found.mentors)
    assert {
        name: counts[name] for name, least in LEAST[prefix].items() if counts[name] < least
    } == {}


@each_set
def test_every_grade_is_of_a_mentor_of_the_set(prefix: str) -> None:
    ids = {mentor.user_id for mentor in read(prefix).mentors}
    assert [
        query.query_id for query in read(prefix).queries if not query.grades.keys() <= ids
    ] == []


@each_set
def test_every_query_has_an_ideal_mentor_and_few_others(prefix: str) -> None:
    for query in read(prefix).queries:
        assert Grade.IDEAL in query.grades.values(), query.query_id
        assert len(query.grades) <= RELEVANT_MAX, query.query_id


@each_set
def test_no_text_is_empty_and_none_comes_twice(prefix: str) -> None:
    texts = [each.introduction for each in profiles(prefix)]
    assert all(text == text.strip() and text for text in texts)
    names = [mentor.nickname for mentor in read(prefix).mentors]
    assert [text for text, times in Counter((*texts, *names)).items() if times > 1] == []


def test_the_sets_share_nobody_and_nothing() -> None:
    first, second = map(read, SETS)
    for told in (
        [{mentor.user_id for mentor in each.mentors} for each in (first, second)],
        [{mentor.nickname for mentor in each.mentors} for each in (first, second)],
        [{query.query_id for query in each.queries} for each in (first, second)],
        [{query.profile.introduction for query in each.queries} for each in (first, second)],
    ):
        assert told[0].isdisjoint(told[1])


@each_set
def test_names_are_canonical_where_the_vocabulary_knows_them(prefix: str) -> None:
    for each in profiles(prefix):
        assert vocabulary("jobs").normalised(each.jobs) == each.jobs
        assert vocabulary("skills").normalised(each.skills) == each.skills


def test_nearly_every_job_of_the_vocabulary_has_a_mentor() -> None:
    jobs = {job for mentor in read("").mentors for job in mentor.profile.jobs}
    known = {job for job in jobs if vocabulary("jobs").canonical(job)}
    assert len(known) >= 75


@each_set
def test_the_language_of_a_query_is_what_it_says(prefix: str) -> None:
    for query in read(prefix).queries:
        korean = bool(HANGUL.search(query.profile.introduction))
        latin = bool(re.search("[A-Za-z]{2}", query.profile.introduction))
        assert korean is (query.language is not Language.ENGLISH), query.query_id
        assert latin or query.language is Language.KOREAN, query.query_id


@each_set
def test_some_queries_are_answered_best_in_the_other_language(prefix: str) -> None:
    found = read(prefix)
    korean = {m.user_id for m in found.mentors if HANGUL.search(m.profile.introduction)}
    crossing = Counter(
        query.language
        for query in found.queries
        for mentor, grade in query.grades.items()
        if grade == Grade.IDEAL and (mentor in korean) is (query.language is Language.ENGLISH)
    )
    assert min(crossing[Language.KOREAN], crossing[Language.ENGLISH]) >= len(found.queries) // 40


@each_set
def test_three_of_four_mentors_write_korean(prefix: str) -> None:
    mentors = read(prefix).mentors
    korean = sum(bool(HANGUL.search(mentor.profile.introduction)) for mentor in mentors)
    assert 0.7 <= korean / len(mentors) <= 0.85


@each_set
def test_there_is_no_personal_data(prefix: str) -> None:
    texts = [each.introduction for each in profiles(prefix)]
    names = [f"{each.nickname} {each.company_name}" for each in read(prefix).mentors]
    assert [text for text in (*texts, *names) if PERSONAL.search(text)] == []


@pytest.mark.parametrize("text", ["010-1234-5678", "01012345678", "me@example.com", "www.a.kr"])
def test_personal_data_would_be_seen(text: str) -> None:
    assert PERSONAL.search(f"연락은 {text} 로")


@each_set
def test_numbers_of_mentors_are_possible(prefix: str) -> None:
    for mentor in read(prefix).mentors:
        told = mentor.statistics
        assert told.rating_count <= told.accepted_count <= told.responded_count
        assert told.responded_count <= told.requested_count
        assert (1 <= told.rating_avg <= 5) is (told.rating_count > 0)
        assert mentor.capacity >= 0
        assert mentor.last_active_at is None or mentor.last_active_at.utcoffset() == timedelta(0)


def test_the_files_are_written_to_be_read() -> None:
    for path in (SHIPPED / "evaluation").glob("*.jsonl"):
        text = path.read_text(encoding="utf-8")
        assert text.endswith("}\n")
        assert "\\u" not in text, path.name
