"""Mentors, mentees, the mentors' vectors, and the feed of their changes."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables, and in PostgreSQL the extension whose type one of them has."""
    vector = _vector()
    op.create_table("mentors", *_person(), *_mentor())
    op.create_table("mentees", *_person())
    op.create_table(
        "mentor_changes",
        _identifier(),
        sa.Column("number", sa.BigInteger, nullable=False, unique=True),
    )
    op.create_table(
        "mentor_vectors",
        _identifier(sa.ForeignKey("mentors.user_id", ondelete="CASCADE")),
        sa.Column("model_name", sa.Text, primary_key=True),
        sa.Column("model_revision", sa.Text, primary_key=True),
        sa.Column("dimension", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text_hash", sa.Text, nullable=False),
        sa.Column("vector", vector, nullable=False),
    )


def _vector() -> TypeEngine[Any]:
    if op.get_bind().dialect.name != "postgresql":
        return sa.LargeBinary()
    from pgvector.sqlalchemy import VECTOR  # noqa: PLC0415 - only who uses PostgreSQL has it

    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    return VECTOR()


def _identifier(*constraints: sa.ForeignKey) -> sa.Column[int]:
    whole = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("user_id", whole, *constraints, primary_key=True, autoincrement=False)


def _person() -> tuple[sa.Column[Any], ...]:
    names = sa.JSON().with_variant(JSONB(), "postgresql")
    return (
        _identifier(),
        sa.Column("nickname", sa.Text, nullable=False),
        sa.Column("jobs", names, nullable=False),
        sa.Column("skills", names, nullable=False),
        sa.Column("introduction", sa.Text, nullable=False),
        sa.Column("years", sa.BigInteger),
    )


def _mentor() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("company_name", sa.Text),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("capacity", sa.BigInteger, nullable=False),
        sa.Column("rating_avg", sa.Double, nullable=False),
        sa.Column("rating_count", sa.BigInteger, nullable=False),
        sa.Column("requested_count", sa.BigInteger, nullable=False),
        sa.Column("responded_count", sa.BigInteger, nullable=False),
        sa.Column("accepted_count", sa.BigInteger, nullable=False),
        sa.Column("last_active_at", sa.DateTime(timezone=True)),
    )
