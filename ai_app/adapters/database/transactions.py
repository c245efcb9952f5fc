"""Transactions that read, and that write; what goes wrong in them is told as `StorageDown`."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    TimeoutError,  # noqa: A004 - of the pool; it is no child of the built-in one
)

from schemas.errors import StorageDown

OF_OTHERS = frozenset({"42P01", "42703", "3F000", "42501", "42P07"})
"""PostgreSQL's codes for a table, a column or a schema that is not there, or not to be used, and
for a table that is there already.

An operator took it away, or moves it, or another made it: SQLite says as much by an
`OperationalError`.
"""


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection to read with; raise `StorageDown` where there is none."""
    with _told(engine.url), engine.begin() as connection:
        yield connection


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """Give a connection for one statement that reads, which needs no transaction around it.

    Where the database has no such thing it is as `reading`, which takes twice as long. Raises
    `StorageDown` where there is none.
    """
    with _told(engine.url), engine.connect() as connection:
        yield connection.execution_options(looks=True)  # of an engine they cost a third of it all


@contextmanager
def writing(engine: Engine, *, wait_s: float | None = None) -> Iterator[Connection]:
    """Give a connection to write with, while nobody else writes; commit where nothing is raised.

    It waits `wait_s` for its turn at most; where nothing is said, as long as the database lets it.
    Raises `StorageDown` where there is none, where one's turn does not come, or where the commit
    fails; then nobody knows whether it was kept, and to do it again is right.
    """
    writes = engine.execution_options(writes=True, wait_s=wait_s)
    with _told(engine.url), writes.begin() as connection:
        yield connection


@contextmanager
def _told(url: URL) -> Iterator[None]:
    try:
        yield
    except (DataError, IntegrityError, NotSupportedError, ProgrammingError) as error:
        if getattr(error.orig, "sqlstate", None) not in OF_OTHERS:
            raise  # a mistake of ours, which waiting does not mend
        raise StorageDown(f"{url.get_backend_name()}: {_said(error.orig, url)}") from None
    except (DBAPIError, TimeoutError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        # Without its cause, whose text may hold what is left out here.
        raise StorageDown(f"{url.get_backend_name()}: {_said(reason, url)}") from None


def _said(reason: object, url: URL) -> str:
    """Return the reason in one line, without the password."""
    said = " ".join(str(reason).split())
    for secret in (url.password, url.query.get("password")):
        if isinstance(secret, str) and secret:
            said = said.replace(secret, "***")
    return said
