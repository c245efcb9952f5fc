"""Reads the files of mentors and of judged queries that the ranking is measured with."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from schemas.evaluation import JudgedQuery
from schemas.people import Mentor

Row = TypeVar("Row", Mentor, JudgedQuery)


class MalformedEvaluation(Exception):
    """The file is there, and a line of it is not what it should be."""


def read_mentors(path: Path) -> list[Mentor]:
    """Return the mentors of a file of JSON lines, in its order, their names as they stand there.

    Raises `MalformedEvaluation`, saying of which line and what about it; an id that comes again
    is told so too.
    """
    rows = _rows(path, TypeAdapter(Mentor))
    _differ(path, [mentor.user_id for mentor in rows])
    return rows


def read_judged_queries(path: Path) -> list[JudgedQuery]:
    """Return the judged queries of a file of JSON lines, in its order.

    Raises `MalformedEvaluation` as `read_mentors` does, and for a query that nobody answers:
    nothing could be measured with it.
    """
    rows = _rows(path, TypeAdapter(JudgedQuery))
    _differ(path, [query.query_id for query in rows])
    for number, query in enumerate(rows, 1):
        if not query.grades:
            raise MalformedEvaluation(f"{path.name}, line {number}: no mentor has a grade")
    return rows


def _rows(path: Path, form: TypeAdapter[Row]) -> list[Row]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise MalformedEvaluation(f"{path.name} cannot be read: {error}") from error
    return [_row(f"{path.name}, line {number}", line, form) for number, line in enumerate(lines, 1)]


def _row(place: str, line: bytes, form: TypeAdapter[Row]) -> Row:
    try:
        return form.validate_json(line, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise MalformedEvaluation(f"{place}: {where}: {first['msg']}") from error


def _differ(path: Path, ids: Iterable[int | str]) -> None:
    again = [each for each, times in Counter(ids).items() if times > 1]
    if again:
        raise MalformedEvaluation(f"{path.name} has {again[0]!r} more than once")
