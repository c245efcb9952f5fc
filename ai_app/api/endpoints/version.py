"""`GET /api/ai/version`: which release this process runs."""

from fastapi import APIRouter

from api.responses import UNREADY
from api.state import Started
from controllers import status
from schemas.status import VersionAnswer

router = APIRouter(prefix="/api/ai", tags=["status"])


@router.get("/version", responses=UNREADY)
async def version(startup: Started) -> VersionAnswer:
    """Answer with the release read at the start, not with what lies on the disk by now."""
    return status.version(startup)
