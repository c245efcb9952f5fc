"""The tables as the code of this release knows them; the migrations make them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from adapters.database.feedback_tables import describe_events, describe_tallies


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Every table; a newer release may have added columns, which no statement here names."""

    metadata: MetaData
    mentors: Table
    mentees: Table
    changes: Table
    """The last change of every mentor there ever was; of one who is no more, that they went."""
    vectors: Table
    events: Table
    tallies: Table


def describe(vector: TypeEngine[Any]) -> Tables:
    """Return the tables, with vectors in columns of this type."""
    metadata = MetaData()
    return Tables(
        metadata=metadata,
        mentors=Table("mentors", metadata, *_person(), *_mentor()),
        mentees=Table("mentees", metadata, *_person()),
        changes=Table(
            "mentor_changes",
            metadata,
            _identifier(),
            Column("number", BigInteger, nullable=False, unique=True),
        ),
        vectors=Table(
            "mentor_vectors",
            metadata,
            _identifier(ForeignKey("mentors.user_id", ondelete="CASCADE")),
            Column("model_name", Text, primary_key=True),
            Column("model_revision", Text, primary_key=True),
            Column("dimension", Integer, primary_key=True, autoincrement=False),
            Column("text_hash", Text, nullable=False),
            Column("vector", vector, nullable=False),
        ),
        events=describe_events(metadata),
        tallies=describe_tallies(metadata),
    )


def _identifier(*constraints: ForeignKey) -> Column[int]:
    # In SQLite only an INTEGER is the key of the table itself and needs no index beside it.
    whole = BigInteger().with_variant(Integer, "sqlite")
    return Column("user_id", whole, *constraints, primary_key=True, autoincrement=False)


def _person() -> tuple[Column[Any], ...]:
    names = JSON().with_variant(JSONB(), "postgresql")
    return (
        _identifier(),
        Column("nickname", Text, nullable=False),
        Column("jobs", names, nullable=False),
        Column("skills", names, nullable=False),
        Column("introduction", Text, nullable=False),
        Column("years", BigInteger),
    )


def _mentor() -> tuple[Column[Any], ...]:
    return (
        Column("company_name", Text),
        Column("verified", Boolean, nullable=False),
        Column("capacity", BigInteger, nullable=False),
        Column("rating_avg", Double, nullable=False),
        Column("rating_count", BigInteger, nullable=False),
        Column("requested_count", BigInteger, nullable=False),
        Column("responded_count", BigInteger, nullable=False),
        Column("accepted_count", BigInteger, nullable=False),
        Column("last_active_at", DateTime(timezone=True)),
    )
