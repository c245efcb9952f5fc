"""Reads what clients send of people: names become those of the vocabularies."""

from datetime import timezone

from schemas.mentee_body import MenteeBody
from schemas.mentor_body import MentorBody
from schemas.people import Mentee, Mentor, Profile, Statistics
from services.vocabularies import Vocabularies


def read_mentor(user_id: int, body: MentorBody, known: Vocabularies) -> Mentor:
    """Return the mentor that a client sent; two that say the same in other words are equal."""
    return Mentor(
        user_id=user_id,
        nickname=body.nickname,
        company_name=body.company_name,
        profile=read_profile(body, known),
        verified=body.verified,
        capacity=body.capacity,
        statistics=Statistics(**dict(body.statistics)),
        last_active_at=body.last_active_at and body.last_active_at.astimezone(timezone.utc),
    )


def read_mentee(user_id: int, body: MenteeBody, known: Vocabularies) -> Mentee:
    """Return the mentee that a client sent."""
    return Mentee(user_id=user_id, nickname=body.nickname, profile=read_profile(body, known))


def read_profile(body: MentorBody | MenteeBody, known: Vocabularies) -> Profile:
    """Return what somebody says of themselves, with names normalised."""
    return Profile(
        jobs=known.jobs.normalised(body.jobs),
        skills=known.skills.normalised(body.skills),
        introduction=body.introduction,
        years=body.years,
    )
