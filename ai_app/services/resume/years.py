"""Counts the years of work that a résumé tells of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.resume.periods import RANGE, Period, read_periods
from services.resume.sections import Line, Section

MONTHS_A_YEAR = 12
YEARS_MAX = 70
LEARNING = re.compile(
    r"학교|대학|학과|전공|학사|석사|박사|졸업|재학|휴학|수료|입학|학점|교육|과정|부트캠프|"
    r"군 ?복무|병역|육군|해군|공군|병장|만기 ?전역|"
    r"universit|college|school|bachelor|master|\bb\.?s\.?c?\b|\bm\.?s\.?c?\b|ph\.?d|degree|"
    r"\bgpa\b|bootcamp|course|certificat",
    re.IGNORECASE,
)
"""What makes a period outside of any section one of learning, or of the army."""
STATED = (
    re.compile(r"경력\D{0,6}(?P<years>\d{1,2}) ?년"),
    re.compile(r"(?P<years>\d{1,2}) ?년(?: ?이상의?|간의?|여의?|의)? ?(?:실무 ?)?(?:경력|경험)"),
    re.compile(r"(?P<years>\d{1,2}) ?년 ?차"),
    re.compile(
        r"(?P<years>\d{1,2})\+? ?years?'? (?:of )?(?:[a-z]{1,20} ){0,3}experience", re.IGNORECASE
    ),
)
"""How people state it themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Years of work, and why."""

    years: int | None
    """Whole ones; None where nothing tells."""
    periods: tuple[Period, ...]
    """Those that were counted."""
    stated: Line | None
    """The line that states it, where no period does."""


def count_years(lines: Sequence[Line], today: date) -> Years:
    """Return the years of the periods of work; else what the résumé itself states.

    Periods of work are those of its section; where it has none, those of no section that speak of
    no learning. Months that several periods share count once.
    """
    periods = read_periods(lines, today)
    worked = tuple(each for each in periods if each.line.section is Section.WORK)
    if not worked:
        outside = {each.line for each in periods if each.line.section is Section.OPENING}
        of_work = {line for line in outside if not LEARNING.search(_told(line, lines))}
        worked = tuple(each for each in periods if each.line in of_work)
    if worked:
        years = min(months(worked) // MONTHS_A_YEAR, YEARS_MAX)
        return Years(years=years, periods=worked, stated=None)
    for line in lines:
        for form in STATED:
            found = form.search(line.written)
            if found and line.section is not Section.EDUCATION and int(found["years"]) <= YEARS_MAX:
                return Years(years=int(found["years"]), periods=(), stated=line)
    return Years(years=None, periods=(), stated=None)


def months(periods: Iterable[Period]) -> int:
    """Return how many months lie in at least one of the periods."""
    counted = until = 0
    for each in sorted(periods, key=lambda period: period.begin):
        counted += max(0, each.end - max(each.begin, until))
        until = max(until, each.end)
    return counted


def _told(line: Line, lines: Sequence[Line]) -> str:
    """Return what stands beside a period; below it, where it has a line of its own."""
    if any(map(str.isalpha, RANGE.sub("", line.text))):
        return line.text
    return " ".join(each.text for each in lines[line.number : line.number + 1])
