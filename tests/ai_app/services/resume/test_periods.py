"""Tests of how periods of time are read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.resume.periods import month_name, read_periods
from services.resume.sections import read_lines

TODAY = date(2026, 11, 26)
NOW = "2026-11"


def told(text: str) -> list[tuple[str, str, bool]]:
    """Give the first and the last month of each period, and whether it goes on."""
    return [
        (month_name(each.begin), month_name(each.end - 1), each.is_open)
        for each in read_periods(read_lines(text), TODAY)
    ]


@pytest.mark.parametrize(
    "written",
    [
        "2019.03 ~ 2022.08",
        "2019.3~2022.8",
        "2019.3월 ~ 2022.8월",
        "2019. 3월 - 2022. 8월",
        "2019. 3. 2. ~ 2022. 8. 31.",
        "2019.03.~2022.08.",
        "2019년 3월 - 2022년 8월",
        "2019년3월\u223c2022년8월",
        "2019년 3월부터 2022년 8월까지",
        "2019년 3월 2일 ~ 2022년 8월 1일",
        "19년 3월 ~ 22년 8월",
        "'19.03 ~ '22.08",
        "\u201919.03 ~ \u201922.08",
        "March 2019 - Aug. 2022",
        "MAR 2019 \u2014 AUG 2022",
        "Mar. 2019 to August 2022",
        "Mar '19 - Aug '22",
        "Mar 3, 2019 - Aug 31, 2022",
        "03/2019 \u2013 08/2022",
        "3.2019-8.2022",
        "2019-03 - 2022-08",
        "2019-03-02 ~ 2022-08-31",
        "2019/03-2022/08",
        "2019-03~2022-08",
        "２０１９．０３ ～ ２０２２．０８",  # noqa: RUF001 - as wide as Hangul
        "(2019.03 -- 2022.08, 3년 6개월)",
        "근무기간2019.03 → 2022.08",
        "2019.03 ~\n2022.08 한빛테크",
        "Mar 2019 -\nAug 2022",
    ],
)
def test_a_period_is_read_however_it_is_written(written: str) -> None:
    assert told(written) == [("2019-03", "2022-08", False)]


@pytest.mark.parametrize(
    "written",
    [
        "2019.03 ~ 현재",
        "2019년 3월 - 현재까지",
        "2019.03 – 재직 중",  # noqa: RUF001 - a dash as people write it
        "2019.03~재직중",
        "2019.03 ~",
        "2019.03 ~ (재직중)",
        "2019.03 ~ [한빛]",
        "Mar 2019 - Present",
        "from Mar 2019 until today",
        "Mar 2019 to now",
        "Mar 2019 -\nPresent",
        "2019.03 ~ 2031.12",
    ],
)
def test_a_period_may_go_on_until_now(written: str) -> None:
    assert told(written) == [("2019-03", NOW, True)]


@pytest.mark.parametrize("written", ["2019 - 2022", "2019-2022", "2019년 ~ 2022년", "2019.~2022."])
def test_years_alone_mean_their_difference(written: str) -> None:
    assert told(written) == [("2019-01", "2021-12", False)]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2019.03",
        "2019.03 한빛 ~ 2022.08",
        "2022.08 ~ 2019.03",
        "2027.01 ~ 2028.02",
        "2019 - 2019",
        "1949.01 ~ 1960.02",
        "2019.13 ~ 2022.08",
        "2019.00 ~ 2022.08",
        "010-2019-2022",
        "010.2019.2022",
        "v2019.03 ~ 2022.08",
        "12019.03 ~ 2022.08",
        "2019.03 ~ 한빛테크",
        "Mar 2019 - nowadays",
        "2019.03 - (3년)",
    ],
)
def test_what_is_no_period_is_none(written: str) -> None:
    assert told(written) == []


@pytest.mark.parametrize(
    "written",
    ["프로젝트 번호 2001-2020", "과제번호: 2001-2020", "Project No. 2001-2020", "#2001-2020"],
)
def test_a_number_that_is_called_one_is_no_period(written: str) -> None:
    assert told(written) == []
    assert told(f"{written}, 2019 - 2022") == told("2019 - 2022")


def test_an_open_period_does_not_take_the_begin_of_the_next() -> None:
    assert told("2022.03 ~\n2019.01 ~ 2020.05") == [
        ("2022-03", NOW, True),
        ("2019-01", "2020-05", False),
    ]


def test_periods_of_one_line_are_all_read_and_tell_their_line() -> None:
    text = "\n1998.03 ~ 2001.02, '99.01 ~ '00.12"
    assert told(text) == [("1998-03", "2001-02", False), ("1999-01", "2000-12", False)]
    assert {each.line.number for each in read_periods(read_lines(text), TODAY)} == {2}


months = st.integers(1950 * 12, 2026 * 12 + 10)


@given(months, months)
def test_a_period_lasts_from_its_first_month_to_its_last(one: int, other: int) -> None:
    begin, last = min(one, other), max(one, other)
    (period,) = read_periods(read_lines(f"{month_name(begin)} ~ {month_name(last)}"), TODAY)
    assert (period.begin, period.end) == (begin, last + 1)


@given(st.text(alphabet="0129.~-/'년월 MarPresentto\n현재"))
def test_whatever_is_written_periods_lie_in_the_past(text: str) -> None:
    for each in read_periods(read_lines(text), TODAY):
        assert 1950 * 12 <= each.begin < each.end <= 2026 * 12 + 11
