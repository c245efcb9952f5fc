"""People and vectors to keep: some written out, and strategies for all there may be."""

from datetime import datetime, timedelta, timezone

import numpy as np
from hypothesis import strategies as st

from schemas.embedding import ModelIdentity, StoredVector, Vectors
from schemas.people import Mentee, Mentor, Profile, Statistics

MODEL = ModelIdentity(name="e5-small", revision="q4", dimension=3)
OTHERS = [
    ModelIdentity(name="use", revision="q4", dimension=3),
    ModelIdentity(name="e5-small", revision="q8", dimension=3),
    ModelIdentity(name="e5-small", revision="q4", dimension=2),
]
FULL = Mentor(
    user_id=7,
    nickname="김멘토 😀",
    company_name='네이버 "클라우드" \\ \' %s :x',
    profile=Profile(
        jobs=("백엔드 개발자", "DevOps"), skills=("Go", "C++"), introduction="안녕\n하세요", years=9
    ),
    verified=True,
    capacity=0,
    statistics=Statistics(
        rating_avg=4.7, rating_count=3, requested_count=9, responded_count=8, accepted_count=2
    ),
    last_active_at=datetime(2026, 3, 4, 5, 6, 7, 891_234, tzinfo=timezone.utc),
)

BITS_64 = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=8)
NAMES = st.lists(TEXTS, max_size=3).map(tuple)
PROFILES = st.builds(
    Profile, jobs=NAMES, skills=NAMES, introduction=TEXTS, years=st.none() | BITS_64
)
STATISTICS = st.builds(
    Statistics,
    rating_avg=st.floats(allow_nan=False, allow_infinity=False),
    rating_count=BITS_64,
    requested_count=BITS_64,
    responded_count=BITS_64,
    accepted_count=BITS_64,
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda each: timezone(timedelta(minutes=each)))
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=ZONES)  # noqa: DTZ001


def mentors(ids: st.SearchStrategy[int]) -> st.SearchStrategy[Mentor]:
    return st.builds(
        Mentor,
        user_id=ids,
        nickname=TEXTS,
        company_name=st.none() | TEXTS,
        profile=PROFILES,
        verified=st.booleans(),
        capacity=BITS_64,
        statistics=STATISTICS,
        last_active_at=st.none() | MOMENTS,
    )


def mentees(ids: st.SearchStrategy[int]) -> st.SearchStrategy[Mentee]:
    return st.builds(Mentee, user_id=ids, nickname=TEXTS, profile=PROFILES)


def named(user_id: int, nickname: str = "") -> Mentor:
    return Mentor(user_id=user_id, nickname=nickname)


def unit(*numbers: float) -> Vectors:
    vector = np.array(numbers, dtype=np.float32)
    made: Vectors = vector / np.float32(np.linalg.norm(vector))
    return made


def stored(user_id: int, vector: Vectors, text_hash: str = "a") -> StoredVector:
    return StoredVector(user_id=user_id, text_hash=text_hash, vector=vector)
