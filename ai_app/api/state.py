"""Where the running application keeps what it found when it started."""

from typing import Annotated, cast

from fastapi import Depends, FastAPI, Request

from schemas.release import Startup


def remember(app: FastAPI, startup: Startup | None) -> None:
    """Keep what was found; None means that the service is not up."""
    app.state.startup = startup


def recall(request: Request) -> Startup | None:
    """Give what was found, or None before the start and after the end."""
    return cast("Startup | None", request.app.state.startup)


Started = Annotated[Startup | None, Depends(recall)]
