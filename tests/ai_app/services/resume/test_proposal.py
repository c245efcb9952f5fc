"""Tests of the profile that is proposed for a résumé."""

import time
from datetime import date

import pytest

from adapters.vocabulary_file import read_aliases
from api.settings import RUN_DIRECTORY
from schemas.people import Profile
from services.resume.introduction import Introduction
from services.resume.proposal import LINES_MAX, NAMES_MAX, Proposal, propose
from services.resume.sections import Section
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary
from tests.ai_app.services.resume.texts import ENGLISH, KOREAN

TODAY = date(2026, 11, 26)
CHARACTERS = 40_000
CPU_S_MAX = 5.0


@pytest.fixture(scope="module")
def known() -> Vocabularies:
    jobs, skills = (
        Vocabulary(read_aliases(RUN_DIRECTORY / "data" / name))
        for name in ("jobs.json", "skills.json")
    )
    return Vocabularies(jobs=jobs, skills=skills)


def proposed(text: str, known: Vocabularies) -> Proposal:
    return propose(text, known, today=TODAY)


def test_a_korean_resume_becomes_a_profile(known: Vocabularies) -> None:
    found = proposed(KOREAN, known)
    assert found.profile == Profile(
        jobs=("Backend Developer",),
        skills=(
            "Kotlin",
            "Spring Boot",
            "Java",
            "MySQL",
            "Data Analysis",
            "Docker",
            "AWS",
            "Kubernetes",
        ),
        introduction=found.introduction.text,
        years=7,
    )


def test_an_english_resume_becomes_a_profile(known: Vocabularies) -> None:
    found = proposed(ENGLISH, known)
    assert found.profile.jobs[:2] == ("Data Analyst", "Nurse")
    assert {"Tableau", "SQL", "Python", "Excel"} <= set(found.profile.skills)
    assert found.profile.years == 9


def test_each_name_tells_where_it_stands(known: Vocabularies) -> None:
    (sql,) = (each for each in proposed(ENGLISH, known).skills if each.name == "SQL")
    assert [(each.number, each.section) for each in sql.lines] == [
        (10, Section.WORK),
        (17, Section.SKILLS),
    ]


def test_an_item_of_a_list_stands_alone(known: Vocabularies) -> None:
    text = "Skills: C, Go | R / JS\n- 언어 : Shell (TS)\nWe go through the shell and R is next"
    found = proposed(text, known)
    assert [each.name for each in found.skills] == [
        "C",
        "Go",
        "R",
        "JavaScript",
        "Shell",
        "TypeScript",
    ]


@pytest.mark.parametrize(
    ("line", "jobs", "skills"),
    [
        ("I react quickly", (), ()),
        ("I react to customers within a day", (), ()),
        ("Spring 2019: a bakery", (), ()),
        ("migrated from React to Vue", (), ("React", "Vue")),
        ("Spring 5, Spring Boot", (), ("Spring", "Spring Boot")),
        ("변호사 대상 세일즈", (), ("Sales",)),
        ("백엔드 개발자들을 위한 행사", (), ()),
        ("변호사 세일즈", ("Lawyer",), ("Sales",)),
    ],
)
def test_a_word_in_another_sense_is_no_name(
    known: Vocabularies, line: str, jobs: tuple[str, ...], skills: tuple[str, ...]
) -> None:
    found = proposed(line, known).profile
    assert (found.jobs, found.skills) == (jobs, skills)


def test_a_job_that_somebody_only_learned_for_is_not_theirs(known: Vocabularies) -> None:
    text = "학력\n간호사 과정에서 Tableau를 배움"
    found = proposed(text, known)
    assert (found.jobs, [each.name for each in found.skills]) == ((), ["Tableau"])


def test_what_says_nothing_is_an_empty_profile(known: Vocabularies) -> None:
    found = proposed("홍길동", known)
    assert found.profile == Profile()
    assert found.introduction == Introduction()


def test_no_more_is_proposed_than_may_be_kept() -> None:
    names = [f"skill{number:03}" for number in range(NAMES_MAX + 10)]
    vocabulary = Vocabulary({name: [] for name in names})
    text = "\n".join([" ".join(names)] * (LINES_MAX + 3))
    found = propose(text, Vocabularies(jobs=vocabulary, skills=vocabulary), today=TODAY)
    assert [each.name for each in found.jobs] == names[:NAMES_MAX]
    assert {len(each.lines) for each in found.skills} == {LINES_MAX}


@pytest.mark.parametrize(
    "text",
    [
        "a " * 20_000,
        "가 " * 20_000,
        "(" * CHARACTERS,
        "(a" * 20_000,
        "1" * CHARACTERS,
        "2019.03 ~ " * 4_000,
        "2019.03 -" + " " * 39_000,
        "Mar" * 13_000,
        "12 years " + "a " * 19_000,
        "경력" + " " * 39_000 + "년",
        "요약\n" + "-" * 39_000,
        "요약\n" + "." * 39_000,
        ":\n" * 20_000,
    ],
)
def test_the_longest_text_there_may_be_takes_seconds_at_most(
    text: str, known: Vocabularies
) -> None:
    begin = time.process_time()
    proposed(text, known)
    assert time.process_time() - begin < CPU_S_MAX
