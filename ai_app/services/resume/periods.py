"""Reads periods of time from résumés: 2019.03 ~ 2022.08, 2019년 3월 - 현재, Mar 2019 - Present.

Months are counted from the year 0. A period goes on until its last month is over: March to May are
three. Where a year stands alone, as in 2019 - 2022, its January is meant: people say three years.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from services.resume.sections import Line

YEAR_MIN = 1950
YEARS_OF_TWO_DIGITS = 100
CENTURY_PIVOT = 70
"""From here on, years with two digits are of the last century."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_APOSTROPHE = r"['\u2019]"
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_NAME = rf"(?:{'|'.join(MONTHS)})[a-z]{{0,6}}\.?,?"
_DATE = "|".join(
    (
        rf"(?:{_YEAR}|{_APOSTROPHE}?\d\d) ?년 ?{_MONTH} ?월(?: ?{_DAY} ?일)?",
        rf"{_YEAR}[./-] ?{_MONTH} ?월",
        rf"{_YEAR}\. ?{_MONTH}(?:\. ?{_DAY})?\.?",
        rf"{_YEAR}[-/]{_MONTH}(?:[-/]{_DAY})?",
        rf"{_APOSTROPHE}\d\d[./] ?{_MONTH}\.?",
        rf"{_NAME} ?(?:{_DAY},? )?(?:{_YEAR}|{_APOSTROPHE}\d\d)(?!\d)",
        rf"(?:1[0-2]|0?[1-9])[./]{_YEAR}(?!\d)",
        rf"{_YEAR}(?!\d|\.\d) ?년?\.?",
    )
)
_NOW = r"현재|재직 ?중|진행 ?중|지금|present|now\b|current|ongoing|today"
_TILDE = r"~\u223c\u301c"
"""What the form NFKC leaves of them."""
_DASH = rf" {{0,3}}(?:[-\u2010\u2013\u2014\u2192\u2212{_TILDE}]{{1,2}}|부터|to\b|until\b) {{0,3}}"
_BEGIN = rf"(?<![a-z\d])(?<!\d[-./])(?P<begin>{_DATE})"

RANGE = re.compile(rf"(?i){_BEGIN}(?:{_DASH}(?:(?P<end>{_DATE})|{_NOW})| ?[{_TILDE}] ?(?=$|[(\[]))")
"""A period; where nothing follows its tilde, it still goes on."""
LABEL_MAX = 20
NUMBERED = re.compile(r"(?i)(?:번호|코드|내선|모델|\bno\.?|\bnumber|\bcode|#)\s?[:.]?\s?\Z")
"""Stands before what counts no years: 프로젝트 번호 2001-2020."""
UNFINISHED = re.compile(rf"(?i){_BEGIN}{_DASH}$")
FINISH = re.compile(rf"(?i)(?:{_DATE}|{_NOW})(?!{_DASH})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a month until another, which is no more part of it."""

    begin: int
    end: int
    is_open: bool
    """Whether it still goes on."""
    line: Line
    """Where it begins."""


def read_periods(lines: Sequence[Line], today: date) -> tuple[Period, ...]:
    """Return the periods that the lines tell of, as far as they have passed by today."""
    return tuple(
        period
        for line, following in zip_longest(lines, lines[1:])
        for found in RANGE.finditer(_whole(line.text, following.text if following else ""))
        if not NUMBERED.search(found.string, max(found.start() - LABEL_MAX, 0), found.start())
        for period in _period(found, line, today)
    )


def _whole(text: str, following: str) -> str:
    """Return a line with what the next one has of its last period, should it be broken there."""
    rest = FINISH.match(following)
    return f"{text} {rest.group()}" if rest and UNFINISHED.search(text) else text


def _period(found: re.Match[str], line: Line, today: date) -> Iterator[Period]:
    """Yield the period, unless nobody can have worked then."""
    after = _first_month(today.year, today.month) + 1
    year, month = _year_and_month(found["begin"])
    begin, end = _first_month(year, month or 1), after
    if found["end"]:
        last_year, last_month = _year_and_month(found["end"])
        end = _first_month(last_year, last_month + 1 if last_month else 1)
    is_open = end > after or not found["end"]
    end = min(end, after)
    if year >= YEAR_MIN and begin < end:
        yield Period(begin=begin, end=end, is_open=is_open, line=line)


def _first_month(year: int, month: int) -> int:
    return 12 * year + month - 1


def _year_and_month(written: str) -> tuple[int, int | None]:
    """Return what a date says; the month is None where it says none."""
    name = written[:3].casefold()
    numbers = re.findall(r"\d+", written)
    years = [each for each in numbers if len(each) == len("2019")]
    year = years[0] if years else numbers[-1 if name in MONTHS else 0]
    numbers.remove(year)
    if name in MONTHS:
        return _century(int(year)), MONTHS.index(name) + 1
    return _century(int(year)), int(numbers[0]) if numbers else None


def _century(year: int) -> int:
    if year >= YEARS_OF_TWO_DIGITS:
        return year
    return year + (1900 if year >= CENTURY_PIVOT else 2000)


def month_name(month: int) -> str:
    """Return a month as ISO 8601 writes it: 2019-03."""
    return f"{month // 12:04}-{month % 12 + 1:02}"
