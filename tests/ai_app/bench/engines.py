"""What else could search vectors: pgvector, exactly and by HNSW, and sqlite-vec."""

import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from pgvector import Vector
from pgvector.psycopg import register_vector

from schemas.embedding import Vectors
from tests.ai_app.adapters.database.server import running
from tests.ai_app.bench.figures import Figure, Floor
from tests.ai_app.bench.floors import DEPTH, recall
from tests.ai_app.bench.timing import timed

EF_SEARCH = 200
WARM_UP = 3
SETTINGS = (
    "SET max_parallel_workers_per_gather = 0",  # one core, as everybody here
    "SET jit = off",
    "SET maintenance_work_mem = '1GB'",
    f"SET hnsw.ef_search = {EF_SEARCH}",
)
Search = Callable[[Vectors], list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every engine is asked, and what is right."""

    vectors: Vectors
    queries: Vectors
    wanted: Sequence[Sequence[int]]
    rounds: int
    floor: Floor

    def figure(self, name: str, search: Search, note: str = "") -> Figure:
        """Return how long a search takes, and what it finds."""
        queries = self.queries
        times = timed(lambda number: search(queries[number % len(queries)]), self.rounds, WARM_UP)
        return Figure(
            name=name,
            unit="ms",
            figure=times.p50,
            least=times.least,
            p99=times.p99,
            floor=self.floor,
            recall=recall([search(query) for query in queries], self.wanted),
            note=note,
        )


def pgvector_figures(asked: Asked, *, hnsw: bool) -> Iterator[Figure]:
    """Yield how long a real PostgreSQL takes, exactly and, where asked for, by HNSW."""
    with _table(asked.vectors) as connection:

        def search(query: Vectors) -> list[int]:
            found = connection.execute(
                b"SELECT id FROM narrow ORDER BY vector <#> %s LIMIT %s", (Vector(query), DEPTH)
            )
            return [user_id for (user_id,) in found]

        yield asked.figure("pgvector, exact", search)
        if not hnsw:
            yield Figure(name="pgvector, HNSW", unit="ms", figure=None, note="was not asked for")
            return
        began = time.perf_counter()
        connection.execute("CREATE INDEX ON narrow USING hnsw (vector vector_ip_ops)")
        connection.execute("ANALYZE narrow")
        # Of a small table PostgreSQL would rather read all.
        connection.execute("SET enable_seqscan = off")
        built = f"built in {time.perf_counter() - began:.0f} s"
        yield asked.figure(f"pgvector, HNSW, ef_search {EF_SEARCH}", search, built)


@contextmanager
def _table(vectors: Vectors) -> Iterator[psycopg.Connection]:
    """Give a connection to a server with nothing but a table of these vectors."""
    with running() as server, server.database() as url:
        plain = url.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION vector")
            register_vector(connection)
            for setting in SETTINGS:
                connection.execute(setting.encode())
            dimension = vectors.shape[1]
            connection.execute(
                f"CREATE TABLE narrow (id bigint, vector vector({dimension}))".encode()
            )
            with (
                connection.cursor() as cursor,
                cursor.copy("COPY narrow FROM STDIN WITH (FORMAT BINARY)") as copy,
            ):
                copy.set_types(["int8", "vector"])
                for user_id, vector in enumerate(vectors, 1):
                    copy.write_row((user_id, Vector(vector)))
            connection.execute("VACUUM ANALYZE narrow")
            yield connection


def sqlite_vec_figure(asked: Asked) -> Figure:
    """Return how long sqlite-vec takes, in memory; where it is not installed, why there is none.

    Python's own sqlite3 may be built without extensions; apsw brings a SQLite that has them.
    """
    try:
        apsw, extension = (importlib.import_module(name) for name in ("apsw", "sqlite_vec"))
    except ImportError as error:
        return Figure(name="sqlite-vec", unit="ms", figure=None, note=f"not installed: {error}")
    with closing(apsw.Connection(":memory:")) as connection:
        connection.enable_load_extension(True)
        connection.load_extension(extension.loadable_path())
        return asked.figure("sqlite-vec, exact", _sqlite_search(connection, asked.vectors))


def _sqlite_search(connection: Any, vectors: Vectors) -> Search:  # noqa: ANN401 - apsw has no types
    connection.execute(f"CREATE VIRTUAL TABLE narrow USING vec0(vector float[{vectors.shape[1]}])")
    with connection:
        connection.executemany(
            "INSERT INTO narrow (rowid, vector) VALUES (?, ?)",
            ((user_id, _bytes(vector)) for user_id, vector in enumerate(vectors, 1)),
        )

    def search(query: Vectors) -> list[int]:
        # Of unit vectors the nearest by their distance are those with the greatest cosine.
        asked = "SELECT rowid FROM narrow WHERE vector MATCH ? AND k = ? ORDER BY distance"
        return [user_id for (user_id,) in connection.execute(asked, (_bytes(query), DEPTH))]

    return search


def _bytes(vector: Vectors) -> bytes:
    return vector.astype(np.float32).tobytes()
