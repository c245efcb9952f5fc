"""People in a file of SQLite, which many processes share."""

import sqlite3
import time
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import URL, Connection, Engine, LargeBinary, create_engine, event
from sqlalchemy.dialects import sqlite

from adapters.database.dialect import Dialect
from adapters.database.json_text import json_text
from adapters.database.same_file import watch
from adapters.database.transactions import looking
from adapters.database.turns import WAIT_S_MAX
from schemas.embedding import Vectors

WAIT_MS_MAX = int(1000 * WAIT_S_MAX)
"""So long one waits for another to finish writing."""
PAUSE_MS = 10
PRAGMAS = (
    f"busy_timeout = {WAIT_MS_MAX}",
    "foreign_keys = ON",
    # In WAL mode only FULL brings each commit to the disk before it returns; NORMAL, which many
    # advise, loses the last of them with the power: https://sqlite.org/wal.html
    "synchronous = FULL",
    # Of macOS: its fsync leaves the data in the drive's cache.
    "fullfsync = ON",
    # What is deleted is overwritten; each build of SQLite has a default of its own.
    "secure_delete = ON",
)
WRITE_AHEAD = "journal_mode = WAL"


def connect(url: URL) -> Engine:
    """Return an engine on a file; raise `ValueError` where the URL names none."""
    if not url.database or url.database == ":memory:" or url.query.get("mode") == "memory":
        raise ValueError("people are kept in a file: what is in memory is lost")
    engine = create_engine(
        url,
        hide_parameters=True,  # they are what people say of themselves
        json_serializer=json_text,
    )
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    if not url.query.get("uri"):  # else its name is none of a file, but says where it is
        watch(engine, Path(url.database))
    return engine


def dialect() -> Dialect:
    """Return how SQLite keeps things: a vector is its float32 numbers, the lowest byte first."""
    return Dialect(
        is_file=True,
        insert=sqlite.insert,
        vector=LargeBinary(),
        written=lambda vector: vector.astype("<f4").tobytes(),
        selected=lambda column: column,
        read=_vector,
        tidied=tidied,
    )


def tidied(engine: Engine) -> bool:
    """Empty the log of writes, in which lies what people said before they were deleted.

    Where somebody reads or writes at this moment it is not waited for; then nothing is done.
    """
    with looking(engine) as connection:
        driver = connection.connection.driver_connection
        _set(driver, "busy_timeout = 0")
        try:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        finally:
            _set(driver, f"busy_timeout = {WAIT_MS_MAX}")
    return not busy


def _connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3's or another's
    connection.isolation_level = None  # transactions begin where we say, not where Python guesses
    for pragma in PRAGMAS:
        _set(connection, pragma)
    _write_ahead(connection)


def _write_ahead(connection: Any) -> None:  # noqa: ANN401 - as above
    """Let readers and a writer work at once; the file remembers it.

    While processes start at once on a new file, one of them may be refused without the wait that
    `busy_timeout` asks for: https://sqlite.org/c3ref/busy_handler.html
    """
    for _ in range(WAIT_MS_MAX // PAUSE_MS):
        try:
            return _set(connection, WRITE_AHEAD)
        except sqlite3.OperationalError as error:
            if str(error) != "database is locked":
                raise
            time.sleep(PAUSE_MS / 1000)
    return _set(connection, WRITE_AHEAD)


def _set(connection: Any, pragma: str) -> None:  # noqa: ANN401 - as above
    connection.execute(f"PRAGMA {pragma}").close()


def _begun(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("writes"):
        _begin_to_write(connection, options.get("wait_s"))
    elif not options.get("looks"):  # one statement is its own transaction
        connection.exec_driver_sql("BEGIN")


def _begin_to_write(connection: Connection, wait_s: float | None) -> None:
    # Who reads first and writes then is refused where another wrote between: no wait helps.
    begin = "BEGIN IMMEDIATE"
    if wait_s is None:
        connection.exec_driver_sql(begin)
        return
    driver = connection.connection.driver_connection
    _set(driver, f"busy_timeout = {min(int(1000 * wait_s), WAIT_MS_MAX)}")
    try:
        connection.exec_driver_sql(begin)
    finally:
        _set(driver, f"busy_timeout = {WAIT_MS_MAX}")


def _vector(kept: bytes) -> Vectors:
    return np.frombuffer(kept, dtype="<f4").astype(np.float32)
