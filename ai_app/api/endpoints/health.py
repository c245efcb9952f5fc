"""`GET /api/ai/health`: whether this process may receive requests."""

from fastapi import APIRouter

from api.state import Started
from controllers import status
from schemas.status import HealthAnswer, Problem

router = APIRouter(prefix="/api/ai", tags=["status"])


@router.get("/health", responses={503: {"model": Problem}})
async def health(startup: Started) -> HealthAnswer:
    """Answer 200 when ready, 503 with the reason when not."""
    return status.health(startup)
