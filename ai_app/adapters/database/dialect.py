"""What SQLite and PostgreSQL say differently, as one value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from schemas.embedding import Vectors

Insert = sqlite.Insert | postgresql.Insert


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one database upserts, and keeps a vector."""

    is_file: bool
    """Whether this process reads it itself, and waits for no server."""
    insert: Callable[[Table], Insert]
    vector: TypeEngine[Any]
    """The type of a column of vectors."""
    written: Callable[[Vectors], Any]
    """A vector as it is handed over."""
    selected: Callable[[Column[Any]], ColumnElement[bytes]]
    """The column of vectors, as it is asked for."""
    read: Callable[[bytes], Vectors]
    """A vector, from what that expression answers."""
    tidied: Callable[[Engine], bool]
    """Let go of what was deleted and still lies there; say whether that could be done now."""


def upsert(dialect: Dialect, table: Table) -> Insert:
    """Return the statement that inserts rows, or replaces those of the same key."""
    statement = dialect.insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={
            column.name: statement.excluded[column.name]
            for column in table.columns
            if not column.primary_key
        },
    )
