"""People in PostgreSQL, whose vectors pgvector keeps."""

from typing import Any

import numpy as np
from sqlalchemy import URL, Connection, Engine, LargeBinary, create_engine, event, func
from sqlalchemy.dialects import postgresql

from adapters.database.dialect import Dialect
from adapters.database.json_text import json_text
from adapters.database.turns import WAIT_S_MAX
from schemas.embedding import Vectors

REACHING = {
    "connect_timeout": 5,
    # A server that went without a word is noticed in 25 s, and not after the two hours of TCP.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""How long libpq waits, in seconds, and the last in milliseconds."""
WRITERS = int.from_bytes(b"refit-ai", "big")
"""Names the advisory lock of who writes, within a database."""
HEADER_BYTES = 4
"""Two numbers of 16 bits, the dimension and a reserved one, come before a vector's own."""


def connect(url: URL) -> Engine:
    """Return an engine; psycopg is loaded by it, and by nobody who keeps people in a file."""
    engine = create_engine(
        url,
        connect_args=dict(REACHING),
        hide_parameters=True,  # they are what people say of themselves
        # Each statement sees what was committed before it, thus all before the lock was granted.
        isolation_level="READ COMMITTED",
        json_serializer=json_text,
        pool_pre_ping=True,  # a server that was started anew is met without an error
    )
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def dialect() -> Dialect:
    """Return how PostgreSQL keeps things: a vector is one of pgvector, of whatever dimension.

    It is read in its binary form, big-endian after a header, eight times as fast as its text.
    """
    from pgvector.sqlalchemy import VECTOR  # noqa: PLC0415 - only PostgreSQL needs it

    return Dialect(
        is_file=False,
        insert=postgresql.insert,
        vector=VECTOR(),
        written=lambda vector: vector,
        selected=lambda column: func.vector_send(column, type_=LargeBinary()),
        read=_vector,
        tidied=lambda _engine: True,  # the server does it by itself
    )


def _connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - psycopg's
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(1000 * WAIT_S_MAX)}")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()  # or the first rollback would undo the settings


def _begun(connection: Connection) -> None:
    # Numbers of changes must be committed in their order, or a reader misses the one that comes
    # late. Writers take turns, as SQLite's do.
    options = connection.get_execution_options()
    if options.get("writes"):
        wait_s = options.get("wait_s")
        wait_ms = int(1000 * (WAIT_S_MAX if wait_s is None else wait_s))
        connection.exec_driver_sql(
            f"SELECT set_config('lock_timeout', '{max(wait_ms, 1)}', true),"  # 0: without end
            f" pg_advisory_xact_lock({WRITERS})"
        )


def _vector(sent: bytes) -> Vectors:
    return np.frombuffer(sent, dtype=">f4", offset=HEADER_BYTES).astype(np.float32)
