"""Feedback, and what it added to the mentors' statistics; what was there before stays as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
COUNTS = ("rating_count", "requested_count", "responded_count", "accepted_count")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "feedback_events",
        sa.Column("event_key", sa.LargeBinary, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("mentor_id", sa.BigInteger, _somebody("mentors")),
        sa.Column("mentee_id", sa.BigInteger, _somebody("mentees")),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("ranking_key", sa.LargeBinary),
        sa.Column("position", sa.BigInteger),
        sa.Column("rating", sa.SmallInteger),
    )
    op.create_index("feedback_events_of_mentor", "feedback_events", ["mentor_id"])
    told = ["mentee_id", "kind", "at_us"]
    op.create_index("feedback_events_of_mentee", "feedback_events", told)
    op.create_index("feedback_events_of_kind", "feedback_events", ["kind", "at_us"])
    op.create_table(
        "mentor_tallies",
        sa.Column(
            "user_id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            sa.ForeignKey("mentors.user_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("shown_count", sa.BigInteger, nullable=False),
        sa.Column("opened_count", sa.BigInteger, nullable=False),
        *_statistics("stated_"),
        *_statistics("total_"),
    )


def _somebody(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.user_id", ondelete="SET NULL")


def _statistics(prefix: str) -> tuple[sa.Column[float] | sa.Column[int], ...]:
    return (
        sa.Column(f"{prefix}rating_avg", sa.Double, nullable=False),
        *(sa.Column(f"{prefix}{name}", sa.BigInteger, nullable=False) for name in COUNTS),
    )
