"""The ranking once more, mentor by mentor in plain Python: the fast one must agree with it."""

from collections.abc import Sequence
from math import log1p

from schemas.embedding import Vectors
from schemas.people import Mentor, Profile
from services.ranking import weights
from services.ranking.query import Filters, Query
from services.ranking.store import Placed
from services.spelling import key
from tests.ai_app.services.ranking.people import NOW, Kinds

NONE: Kinds = {}
"""Where no name is broader than another."""


def micros(logits: float) -> int:
    return round(logits * 1_000_000)


def passes(mentor: Mentor, of: Filters, kinds: Kinds = NONE) -> bool:
    """Say whether a mentor passes every filter."""
    years = mentor.profile.years
    return (
        mentor.user_id not in of.excluded
        and _any(mentor.profile.jobs, meant(of.jobs, kinds))
        and _any(mentor.profile.skills, meant(of.skills, kinds))
        and _any((mentor.company_name,) if mentor.company_name else (), of.companies)
        and (of.years_min is None or (years is not None and years >= of.years_min))
        and (of.years_max is None or (years is not None and years <= of.years_max))
        and (mentor.verified or not of.only_verified)
        and (mentor.capacity > 0 or not of.only_available)
    )


def _any(of_mentor: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return not wanted or bool(set(map(key, of_mentor)) & set(map(key, wanted)))


def meant(names: Sequence[str], kinds: Kinds) -> tuple[str, ...]:
    """Return names, and all that is a kind of one of them, or a kind of such a kind."""
    narrower = [kind for name in names for kind in kinds.get(name, ())]
    return (*names, *meant(narrower, kinds)) if names else ()


def best(
    crowd: Sequence[Placed], query: Query, of: Filters, top_k: int, kinds: Kinds = NONE
) -> list[tuple[int, int]]:
    """Return the logits, in micros, and the ids of the best, the best first."""
    ranked = sorted(
        (-total(each, crowd, query, kinds), each[0].user_id)
        for each in crowd
        if passes(each[0], of, kinds)
    )
    return [(-negated, user_id) for negated, user_id in ranked[:top_k]]


def total(each: Placed, crowd: Sequence[Placed], query: Query, kinds: Kinds = NONE) -> int:
    """Return the logit of one mentor of a crowd, in micros."""
    mentor, vector = each
    profile, wanted = mentor.profile, query.profile
    everybody = [other.profile for other, _ in crowd]
    found = micros(weights.BIAS)
    alone = query.vector is None
    jobs = weights.JOBS_ALONE if alone else weights.JOBS
    skills = weights.SKILLS_ALONE if alone else weights.SKILLS
    found += _shared(jobs, wanted.jobs, profile.jobs, [p.jobs for p in everybody], kinds)
    found += _shared(skills, wanted.skills, profile.skills, [p.skills for p in everybody], kinds)
    if query.vector is None:
        texts = [whole(p) for p in everybody]
        found += _shared(
            weights.INTRODUCTION_ALONE, pieces(wanted.introduction), whole(profile), texts
        )
    elif vector is not None:
        unusual = (cosine(vector, query.vector) - weights.COSINE_UNRELATED) / weights.COSINE_SPREAD
        found += micros(weights.TEXT_PER_SPREAD * unusual)
    return found + _features(mentor, wanted.years)


def _shared(
    weight: float,
    wanted: Sequence[str],
    has: Sequence[str],
    all_have: Sequence[Sequence[str]],
    kinds: Kinds = NONE,
) -> int:
    rarity = {}
    for name in wanted:
        count = sum(_carries(have, name, kinds) for have in all_have)
        rarity[name] = log1p(len(all_have) / max(count, 1))
    all_of_them = sum(rarity.values())
    return sum(micros(weight * rarity[n] / all_of_them) for n in rarity if _carries(has, n, kinds))


def _carries(names: Sequence[str], wanted: str, kinds: Kinds) -> bool:
    return not set(names).isdisjoint(meant((wanted,), kinds))


def pieces(text: str) -> list[str]:
    found = []
    for word in text.lower().split():
        pairs = [word[place : place + 2] for place in range(len(word) - 1)]
        found += [word] if word.isascii() else pairs
    return list(dict.fromkeys(found))


def whole(profile: Profile) -> list[str]:
    return pieces(" ".join((*profile.jobs, *profile.skills, profile.introduction)))


def cosine(left: Vectors, right: Vectors) -> float:
    """Return the cosine, exactly, of coordinates that are rounded to 24 bits."""
    grains = [[round(x * 2**24) for x in vector.tolist()] for vector in (left, right)]
    return float(sum(x * y for x, y in zip(*grains, strict=True)) / 2**48)


def _features(mentor: Mentor, years: int | None) -> int:
    did = mentor.statistics
    mean = weights.RATING_MEAN
    shrunk = (did.rating_count * did.rating_avg + 10 * mean) / (did.rating_count + 10)
    rate = (did.responded_count + 8) / (did.requested_count + 10)
    found = micros(weights.VERIFIED) if mentor.verified else 0
    found += micros(weights.RATING * _bounded((shrunk - mean) / weights.RATING_SCALE))
    found += micros(weights.RESPONSE_RATE * _bounded((rate - 0.8) / weights.RESPONSE_SCALE))
    found += 0 if mentor.capacity else micros(weights.FULL)
    if mentor.last_active_at is not None:
        age = max((NOW - mentor.last_active_at).total_seconds(), 0) / 86400
        found += micros(weights.RECENCY * (2 * 0.5 ** (age / 60) - 1))
    if years is not None and mentor.profile.years is not None:
        found += micros(weights.YEARS * _suits(mentor.profile.years - years))
    return found


def _bounded(value: float) -> float:
    return min(1.0, max(-1.0, value))


def _suits(ahead: int) -> float:
    if ahead <= 3:
        return -1 + 2 * max(ahead, 0) / 3
    return 1 - 2 * max(min(ahead, 30) - 12, 0) / 18
