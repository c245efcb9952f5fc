"""People as rows of tables, and back."""

from typing import Any

from sqlalchemy import RowMapping

from adapters.database.values import kept_moment, moment, real, text, texts, whole
from schemas.people import Mentee, Mentor, Profile, Statistics


def mentor_row(mentor: Mentor) -> dict[str, Any]:
    """Return a mentor's row; raise `ValueError` for what no database can keep."""
    statistics = mentor.statistics
    return {
        **_person_row(mentor),
        "company_name": None if mentor.company_name is None else text(mentor.company_name),
        "verified": mentor.verified,
        "capacity": whole(mentor.capacity),
        "rating_avg": real(statistics.rating_avg),
        "rating_count": whole(statistics.rating_count),
        "requested_count": whole(statistics.requested_count),
        "responded_count": whole(statistics.responded_count),
        "accepted_count": whole(statistics.accepted_count),
        "last_active_at": mentor.last_active_at and moment(mentor.last_active_at),
    }


def mentee_row(mentee: Mentee) -> dict[str, Any]:
    """Return a mentee's row; raise `ValueError` for what no database can keep."""
    return _person_row(mentee)


def mentor_of(row: RowMapping) -> Mentor:
    """Return the mentor of a row."""
    return Mentor(
        user_id=row["user_id"],
        nickname=row["nickname"],
        company_name=row["company_name"],
        profile=_profile_of(row),
        verified=row["verified"],
        capacity=row["capacity"],
        statistics=Statistics(
            rating_avg=row["rating_avg"],
            rating_count=row["rating_count"],
            requested_count=row["requested_count"],
            responded_count=row["responded_count"],
            accepted_count=row["accepted_count"],
        ),
        last_active_at=row["last_active_at"] and kept_moment(row["last_active_at"]),
    )


def mentee_of(row: RowMapping) -> Mentee:
    """Return the mentee of a row."""
    return Mentee(user_id=row["user_id"], nickname=row["nickname"], profile=_profile_of(row))


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


def _profile_of(row: RowMapping) -> Profile:
    return Profile(
        jobs=tuple(row["jobs"]),
        skills=tuple(row["skills"]),
        introduction=row["introduction"],
        years=row["years"],
    )
