"""Parameters that several endpoints take."""

from typing import Annotated

from fastapi import Path, Query

from schemas.fields import UserId

Id = Annotated[UserId, Path()]
Cursor = Annotated[
    str | None, Query(pattern="^[0-9]{1,18}$", description="`next_cursor` of the page before")
]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most")]
