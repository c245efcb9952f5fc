"""Parameters that several endpoints take."""

from typing import Annotated

from fastapi import Path, Query
from starlette.convertors import IntegerConvertor, register_url_convertor

from schemas.fields import UserId


class Number(IntegerConvertor):
    """A number in a path, as `{user_id:number}`: no longer than Python turns into one."""

    regex = "[0-9]{1,4000}"


register_url_convertor("number", Number())
Id = Annotated[UserId, Path()]
Cursor = Annotated[
    str | None, Query(pattern="^[0-9]{1,18}$", description="`next_cursor` of the page before")
]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most")]
