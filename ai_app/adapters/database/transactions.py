"""Transactions that read, and that write; what goes wrong in them is told as `StorageDown`."""

import re
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


HIDDEN = "***"
ADDRESS = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])"
    r"|(?<=port )\d+|(?<=:)\d{4,5}\b",
    re.IGNORECASE,
)
"""Where a server is: addresses of both kinds, and ports."""


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
        raise _down(error.orig, url) from None
    except (DBAPIError, TimeoutError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        # Without its cause, whose text may hold what is left out here.
        raise _down(reason, url) from None


def _down(reason: object, url: URL) -> StorageDown:
    """Return the error of a reason: in one line, without the password, and told without places."""
    seen = _without(" ".join(str(reason).split()), url.password, url.query.get("password"))
    places = (url.host, url.query.get("host"), url.username, url.database)
    said = _without(ADDRESS.sub(HIDDEN, seen), *places)
    kind = url.get_backend_name()
    return StorageDown(f"{kind}: {said}", seen=f"{kind}: {seen}")


def _without(text: str, *words: object) -> str:
    for word in words:
        if isinstance(word, str) and word:
            text = text.replace(word, HIDDEN)
    return text
