"""A mentor and a mentee for tests of words."""

from schemas.people import Mentor, Profile
from services.words.pair import Pair


def pair(
    *,
    wish: str = "",
    mentor: Profile | None = None,
    mentee: Profile | None = None,
    nickname: str = "달리는개발자",
) -> Pair:
    """Give two people who share a job and a skill."""
    return Pair(
        mentor=Mentor(
            user_id=12,
            nickname=nickname,
            company_name="한빛테크",
            profile=mentor
            or Profile(
                jobs=("Backend Developer",),
                skills=("Spring", "Kotlin"),
                introduction="주문 시스템을 8년째 만들고 있습니다.",
                years=8,
            ),
        ),
        mentee=mentee
        or Profile(
            jobs=("backend developer",),
            skills=("Java", "spring"),
            introduction="서버 개발자로 첫 취업을 준비하고 있어요.",
            years=0,
        ),
        wish=wish,
    )
