"""People as clients send them, made up; what the service keeps of them is just that."""

import random
from typing import Any, TypeAlias

from api.knowledge import read_vocabularies
from api.settings import Settings

Body: TypeAlias = dict[str, Any]
PHRASES = (
    "주문 시스템을 만들고 운영합니다.",
    "서버 개발자로 첫 취업을 준비하고 있어요.",
    "I review résumés and code, and answer within a day.",
    "데이터 분석가로 옮기고 싶습니다.",
    "모바일 앱을 혼자 만들어 출시했습니다.",
)
NAMES_EACH = 40


class Making:
    """Makes people by one source of chance; names of jobs and skills are those of the service."""

    def __init__(self, chance: random.Random) -> None:
        known = read_vocabularies(Settings())
        self._chance = chance
        self._jobs, self._skills = (
            sorted(set(each._names.values()))[:NAMES_EACH] for each in (known.jobs, known.skills)
        )

    def mentee(self, user_id: int) -> Body:
        """Return a mentee who says something."""
        return {
            "nickname": f"멘티 {user_id}",
            "jobs": self._chance.sample(self._jobs, 1),
            "skills": self._chance.sample(self._skills, self._chance.randint(0, 3)),
            "introduction": self._chance.choice(PHRASES),
            "years": self._chance.randint(0, 3),
        }

    def mentor(self, user_id: int) -> Body:
        """Return a mentor whose company nobody else is of, so that a search can name them."""
        requested = self._chance.randint(0, 30)
        rated = self._chance.randint(0, 9)
        return {
            "nickname": f"멘토 {user_id}",
            "company_name": company(user_id),
            "jobs": self._chance.sample(self._jobs, self._chance.randint(1, 2)),
            "skills": self._chance.sample(self._skills, self._chance.randint(2, 6)),
            "introduction": f"{self._chance.choice(PHRASES)} {self._chance.choice(PHRASES)}",
            "years": self._chance.randint(4, 20),
            "verified": self._chance.random() < 0.5,
            "capacity": self._chance.randint(1, 4),
            "statistics": {
                "rating_avg": self._chance.choice((3.5, 4.0, 5.0)) if rated else 0.0,
                "rating_count": rated,
                "requested_count": requested,
                "responded_count": self._chance.randint(0, requested),
                "accepted_count": 0,
            },
            "last_active_at": f"2026-01-{self._chance.randint(10, 28)}T09:00:00Z",
        }


def company(user_id: int) -> str:
    """Return where a mentor works, and nobody else."""
    return f"회사 {user_id}"


def told(answer: Body, body: Body) -> Body:
    """Return what an answer says of what a body said."""
    return {name: answer[name] for name in body}


def found(answer: Body, body: Body) -> Body:
    """Return what a recommendation says of what a body said; it does not say all."""
    return {name: answer[name] for name in body if name in answer}
