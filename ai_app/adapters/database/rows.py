"""People as rows of tables, and back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from adapters.database.values import kept_moment, moment, real, text, texts, whole
from schemas.people import Mentee, Mentor, Profile, Statistics

Columns = RowMapping | Mapping[str, Any]
"""A row by the names of its columns: SQLAlchemy's, which is no mapping of texts to it, or any."""


def mentor_row(mentor: Mentor) -> dict[str, Any]:
    """Return a mentor's row; raise `ValueError` for what no database can keep."""
    return {
        **_person_row(mentor),
        "company_name": None if mentor.company_name is None else text(mentor.company_name),
        "verified": mentor.verified,
        "capacity": whole(mentor.capacity),
        **statistics_row(mentor.statistics),
        "last_active_at": mentor.last_active_at and moment(mentor.last_active_at),
    }


def mentee_row(mentee: Mentee) -> dict[str, Any]:
    """Return a mentee's row; raise `ValueError` for what no database can keep."""
    return _person_row(mentee)


def mentor_of(row: Columns) -> Mentor:
    """Return the mentor of a row."""
    return Mentor(
        user_id=row["user_id"],
        nickname=row["nickname"],
        company_name=row["company_name"],
        profile=_profile_of(row),
        verified=row["verified"],
        capacity=row["capacity"],
        statistics=statistics_of(row),
        last_active_at=row["last_active_at"] and kept_moment(row["last_active_at"]),
    )


def mentee_of(row: Columns) -> Mentee:
    """Return the mentee of a row."""
    return Mentee(user_id=row["user_id"], nickname=row["nickname"], profile=_profile_of(row))


def statistics_row(statistics: Statistics, prefix: str = "") -> dict[str, Any]:
    """Return statistics as columns of these names; raise `ValueError` as `mentor_row` does."""
    return {
        f"{prefix}rating_avg": real(statistics.rating_avg),
        f"{prefix}rating_count": whole(statistics.rating_count),
        f"{prefix}requested_count": whole(statistics.requested_count),
        f"{prefix}responded_count": whole(statistics.responded_count),
        f"{prefix}accepted_count": whole(statistics.accepted_count),
    }


def statistics_of(row: Columns, prefix: str = "") -> Statistics:
    """Return the statistics of a row."""
    return Statistics(
        rating_avg=row[f"{prefix}rating_avg"],
        rating_count=row[f"{prefix}rating_count"],
        requested_count=row[f"{prefix}requested_count"],
        responded_count=row[f"{prefix}responded_count"],
        accepted_count=row[f"{prefix}accepted_count"],
    )


def _person_row(person: Mentor | Mentee) -> dict[str, Any]:
    profile = person.profile
    return {
        "user_id": whole(person.user_id),
        "nickname": text(person.nickname),
        "jobs": texts(profile.jobs),
        "skills": texts(profile.skills),
        "introduction": text(profile.introduction),
        "years": None if profile.years is None else whole(profile.years),
    }


def _profile_of(row: Columns) -> Profile:
    return Profile(
        jobs=tuple(row["jobs"]),
        skills=tuple(row["skills"]),
        introduction=row["introduction"],
        years=row["years"],
    )
