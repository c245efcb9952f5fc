"""The envelope of every answer that holds something, as the first clients know it."""

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel

T = TypeVar("T")


class Envelope(BaseModel, Generic[T]):
    """What was asked for, in `data`."""

    code: Literal["OK"] = "OK"
    data: T


class Page(BaseModel, Generic[T]):
    """Some of many, in ascending order of their ids."""

    items: list[T]
    next_cursor: str | None
    """What to ask with for those that follow; none where there are none."""
