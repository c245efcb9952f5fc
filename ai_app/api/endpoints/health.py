"""`/api/ai/health` and `/ready`: whether this process, and what it leans on, can answer."""

from fastapi import APIRouter

from api.responses import UNREADY
from api.state import Running
from schemas.status import HealthAnswer

router = APIRouter(prefix="/api/ai", tags=["status"])


@router.get("/health", responses=UNREADY)
async def health(parts: Running) -> HealthAnswer:
    """Answer 200 when the service can answer, 503 with the reason when not."""
    del parts
    return HealthAnswer()


@router.get("/ready", responses=UNREADY)
def is_ready(parts: Running) -> HealthAnswer:
    """Answer 200 when all that the service leans on answers too: people can be kept and read.

    503 where upkeep fails, too: what changes is found late then, or by words alone.
    """
    parts.people.check()
    parts.upkeep.trouble.check()
    return HealthAnswer()
