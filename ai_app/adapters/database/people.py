"""Puts, finds and deletes mentors and mentees."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Select, Table, bindparam, delete, select

from adapters.database.dialect import Dialect, upsert
from adapters.database.rows import Columns
from adapters.database.values import whole
from schemas.keeping import Put
from schemas.people import Mentee, Mentor

PARAMETERS_MAX = 900
"""A statement names so many ids at most: SQLite before 3.32 takes 999."""

Person = TypeVar("Person", Mentor, Mentee)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf(Generic[Person]):
    """Where people of one kind are kept, and as what."""

    table: Table
    row: Callable[[Person], dict[str, Any]]
    person: Callable[[Columns], Person]
    by_id: Select[Any] = field(init=False)
    """Gives the row of one `user_id`. Made once: to make it takes as long as to carry it out."""

    def __post_init__(self) -> None:
        found = select(self.table).where(self.table.c.user_id == bindparam("user_id"))
        object.__setattr__(self, "by_id", found)


def put(
    connection: Connection, dialect: Dialect, shelf: Shelf[Person], people: Sequence[Person]
) -> list[Put]:
    """Keep these people; raise `ValueError` where ids repeat, or for what cannot be kept."""
    rows = {person.user_id: shelf.row(person) for person in people}
    if len(rows) < len(people):
        raise ValueError("a person is put twice at once")
    answers = judged({one.user_id: one for one in among(connection, shelf, list(rows))}, people)
    changed = [
        rows[person.user_id]
        for person, answer in zip(people, answers, strict=True)
        if answer is not Put.UNCHANGED
    ]
    if changed:
        connection.execute(upsert(dialect, shelf.table), changed)
    return answers


def judged(kept: Mapping[int, Person], people: Sequence[Person]) -> list[Put]:
    """Return what putting these people does, where those are kept."""
    return [_judged(kept.get(person.user_id), person) for person in people]


def among(
    connection: Connection, shelf: Shelf[Person], user_ids: Sequence[int]
) -> Iterator[Person]:
    """Give those of these people who are kept, in ascending order of their ids."""
    table = shelf.table
    for some in pieces(user_ids):
        asked = select(table).where(table.c.user_id.in_(some)).order_by(table.c.user_id)
        yield from map(shelf.person, connection.execute(asked).mappings())


def one(connection: Connection, shelf: Shelf[Person], user_id: int) -> Person | None:
    """Return this person; None where they are not kept."""
    row = connection.execute(shelf.by_id, {"user_id": whole(user_id)}).mappings().first()
    return None if row is None else shelf.person(row)


def page(connection: Connection, shelf: Shelf[Person], *, after: int, limit: int) -> list[Person]:
    """Return people whose ids are greater than `after`, in ascending order."""
    table = shelf.table
    asked = (
        select(table)
        .where(table.c.user_id > whole(after))
        .order_by(table.c.user_id)
        .limit(whole(limit, least=0))
    )
    return [shelf.person(row) for row in connection.execute(asked).mappings()]


def remove(connection: Connection, shelf: Shelf[Person], user_id: int) -> bool:
    """Delete this person; return whether there was one."""
    table = shelf.table
    return bool(connection.execute(delete(table).where(table.c.user_id == whole(user_id))).rowcount)


def pieces(user_ids: Sequence[int]) -> Iterator[list[int]]:
    """Give these ids, each once, in ascending order, as many as a statement may name."""
    ordered = sorted({whole(user_id) for user_id in user_ids})
    for begin in range(0, len(ordered), PARAMETERS_MAX):
        yield ordered[begin : begin + PARAMETERS_MAX]


def _judged(kept: Person | None, person: Person) -> Put:
    if kept is None:
        return Put.CREATED
    return Put.UNCHANGED if kept == person else Put.REPLACED
