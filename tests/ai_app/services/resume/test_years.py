"""Tests of how years of work are counted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.resume.periods import Period
from services.resume.sections import Section, read_lines
from services.resume.years import Years, count_years, months
from tests.ai_app.services.resume.texts import ENGLISH, KOREAN, line

TODAY = date(2026, 11, 26)


def counted(text: str) -> Years:
    return count_years(read_lines(text), TODAY)


def test_periods_that_overlap_count_once_and_education_not_at_all() -> None:
    found = counted(KOREAN)
    assert found.years == 7  # 2019.03 to 2026.11
    assert [each.line.number for each in found.periods] == [9, 11]
    assert found.stated is None


def test_a_gap_between_two_jobs_does_not_count() -> None:
    assert counted(ENGLISH).years == 9  # 2021.01 to 2026.11: 71 months; 2015.03 to 2018.12: 46


def test_years_are_whole_ones() -> None:
    assert counted("경력\n2019.03 ~ 2020.01").years == 0
    assert counted("경력\n2019.03 ~ 2020.02").years == 1


def test_work_at_a_university_is_work_where_the_section_says_so() -> None:
    assert counted("경력\n2019.03 ~ 2021.02 한국대학교 연구원").years == 2


@pytest.mark.parametrize(
    "text",
    [
        "2013.03 ~ 2019.02 한국대학교 졸업",
        "2013.03 ~ 2019.02\n한국대학교",
        "2013 - 2019 BSc, University of Seoul",
        "2013.03 ~ 2014.12 육군 병장 만기전역",
        "2013.03 ~ 2013.09 데이터 분석 부트캠프",
        "학력\n2013.03 ~ 2019.02 한국테크",
        "프로젝트\n2013.03 ~ 2019.02 쇼핑몰",
        "대외활동\n2013.03 ~ 2019.02 동아리",
    ],
)
def test_learning_and_the_army_are_no_work(text: str) -> None:
    assert counted(text) == Years(years=None, periods=(), stated=None)


def test_without_a_section_of_work_periods_of_no_section_count() -> None:
    text = "한빛테크 2019.03 ~ 2021.02\n2013.03 ~ 2019.02 한국대학교\n2021.03 ~ 2022.02"
    assert counted(text).years == 3


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("경력 5년", 5),
        ("총 경력: 약 7년 3개월", 7),
        ("경력 (총 4년)", 4),
        ("10년 이상의 실무 경험", 10),
        ("백엔드 개발자 / 5년차", 5),
        ("8+ years of professional experience", 8),
        ("1 year experience", 1),
        ("12 years' backend engineering experience", 12),
        ("경력 99년", None),
        ("학력\n교육 경력 5년", None),
        ("3년제 대학", None),
        ("신입", None),
    ],
)
def test_what_a_resume_states_counts_where_no_period_tells(text: str, years: int | None) -> None:
    found = counted(text)
    assert (found.years, found.periods) == (years, ())
    assert (found.stated is not None) == (years is not None)


def test_periods_count_rather_than_what_is_stated() -> None:
    assert counted("경력 (총 20년)\n2019.03 ~ 2021.02").years == 2


def test_nobody_worked_for_longer_than_can_be_told() -> None:
    assert counted("경력\n1950.01 ~ 현재").years == 70


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)))


@given(spans)
def test_each_month_counts_once(found: list[tuple[int, int]]) -> None:
    periods = [
        Period(begin=begin, end=begin + length, is_open=False, line=line("", Section.WORK))
        for begin, length in found
    ]
    every = {month for each in periods for month in range(each.begin, each.end)}
    assert months(periods) == len(every)
