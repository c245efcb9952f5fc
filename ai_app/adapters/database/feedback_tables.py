"""The tables of feedback as the code of this release knows them."""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

COUNTS = ("rating_count", "requested_count", "responded_count", "accepted_count")


def describe_events(metadata: MetaData) -> Table:
    """Return the table of events.

    Ids are kept as digests, for whoever makes them may put a person's number into them, and so is
    whom an event is of: with its id, which is kept nowhere, or all numbers could be tried. The
    database itself forgets who is deleted: an older release, which knows no events, need not.
    """
    return Table(
        "feedback_events",
        metadata,
        Column("event_key", LargeBinary, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("mentor_id", BigInteger, _somebody("mentors")),
        Column("mentee_id", BigInteger, _somebody("mentees")),
        Column("at_us", BigInteger, nullable=False),
        Column("ranking_key", LargeBinary),
        Column("position", BigInteger),
        Column("rating", SmallInteger),
        Column("people_key", LargeBinary),
        # By the first two the database finds what it must forget; by the last, reports begin.
        Index("feedback_events_of_mentor", "mentor_id"),
        Index("feedback_events_of_mentee", "mentee_id", "kind", "at_us"),
        Index("feedback_events_of_kind", "kind", "at_us"),
    )


def describe_tallies(metadata: MetaData) -> Table:
    """Return the table of what feedback added to each mentor's statistics.

    `stated` is what the platform stated last, `total` what the mentor's own row should hold. Where
    it holds anything else, an older release wrote it, and that is what was stated last.
    """
    return Table(
        "mentor_tallies",
        metadata,
        Column(
            "user_id",
            BigInteger().with_variant(Integer, "sqlite"),
            ForeignKey("mentors.user_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        Column("shown_count", BigInteger, nullable=False),
        Column("opened_count", BigInteger, nullable=False),
        *_statistics("stated_"),
        *_statistics("total_"),
    )


def _somebody(table: str) -> ForeignKey:
    return ForeignKey(f"{table}.user_id", ondelete="SET NULL")


def _statistics(prefix: str) -> tuple[Column[float] | Column[int], ...]:
    return (
        Column(f"{prefix}rating_avg", Double, nullable=False),
        *(Column(f"{prefix}{name}", BigInteger, nullable=False) for name in COUNTS),
    )
