"""Puts, finds and deletes the mentors' vectors."""

from collections.abc import Iterator, Sequence

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, delete, exists, not_, select

from adapters.database.dialect import Dialect, upsert
from adapters.database.people import Shelf, pieces
from adapters.database.tables import Tables
from adapters.database.values import text, whole
from schemas.embedding import ModelIdentity, StoredVector, Vectors
from schemas.people import Mentor


def put(
    connection: Connection,
    dialect: Dialect,
    tables: Tables,
    model: ModelIdentity,
    vectors: Sequence[StoredVector],
) -> list[int]:
    """Keep these vectors, but of unknown mentors none; return of whom. The connection must write.

    Raises `ValueError` for a vector of another dimension than the model's, or of numbers that are
    not finite, which pgvector refuses.
    """
    rows = {
        each.user_id: {
            **_identity(model),
            "user_id": whole(each.user_id),
            "text_hash": text(each.text_hash),
            "vector": dialect.written(_checked(each.vector, model)),
        }
        for each in vectors
    }
    known = tables.mentors.c.user_id
    kept = [
        rows[user_id]
        for some in pieces(list(rows))
        for user_id in connection.scalars(select(known).where(known.in_(some)))
    ]
    if kept:
        connection.execute(upsert(dialect, tables.vectors), kept)
    return [row["user_id"] for row in kept]


def among(
    connection: Connection,
    dialect: Dialect,
    tables: Tables,
    model: ModelIdentity,
    user_ids: Sequence[int],
) -> Iterator[StoredVector]:
    """Give the vectors of these mentors, in ascending order of their ids."""
    columns = tables.vectors.c
    found = select(columns.user_id, columns.text_hash, dialect.selected(columns.vector))
    for some in pieces(user_ids):
        asked = found.where(_of(tables, model), columns.user_id.in_(some)).order_by(columns.user_id)
        for user_id, text_hash, kept in connection.execute(asked):
            yield StoredVector(user_id=user_id, text_hash=text_hash, vector=dialect.read(kept))


def lacking(
    connection: Connection,
    tables: Tables,
    shelf: Shelf[Mentor],
    model: ModelIdentity,
    *,
    after: int,
    limit: int,
) -> list[Mentor]:
    """Return mentors without a vector of this model, ids greater than `after`, ascending."""
    mentors = tables.mentors
    has_one = exists().where(tables.vectors.c.user_id == mentors.c.user_id, _of(tables, model))
    asked = (
        select(mentors)
        .where(mentors.c.user_id > whole(after), not_(has_one))
        .order_by(mentors.c.user_id)
        .limit(whole(limit, least=0))
    )
    return [shelf.person(row) for row in connection.execute(asked).mappings()]


def remove_but(connection: Connection, tables: Tables, model: ModelIdentity) -> int:
    """Delete the vectors of every other model; return how many those were."""
    return connection.execute(delete(tables.vectors).where(not_(_of(tables, model)))).rowcount


def _of(tables: Tables, model: ModelIdentity) -> ColumnElement[bool]:
    return and_(*(tables.vectors.c[name] == value for name, value in _identity(model).items()))


def _identity(model: ModelIdentity) -> dict[str, str | int]:
    return {
        "model_name": text(model.name),
        "model_revision": text(model.revision),
        "dimension": model.dimension,
    }


def _checked(vector: Vectors, model: ModelIdentity) -> Vectors:
    if vector.shape != (model.dimension,):
        raise ValueError(f"a vector of shape {vector.shape} is none of {model.name}")
    if not np.isfinite(vector).all():
        raise ValueError("a vector holds what is no finite number")
    return vector.astype(np.float32)
