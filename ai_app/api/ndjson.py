"""Lines of JSON in and out: bodies that are spooled, read a line at a time, and answered so.

A body is read whole before the first line is answered: a client that sends all before it reads
would wait for the service, and the service for it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol

import structlog
from fastapi import Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from schemas.errors import StorageDown

MEDIA_TYPE = "application/x-ndjson"
IN_MEMORY_BYTES_MAX = 1_048_576
"""What a body may hold until it goes to the disk."""

log = structlog.get_logger()


class Batch(Protocol):
    """Keeps what lines say; yields the answers of each portion once it is kept."""

    def run(self, lines: Iterable[bytes | None]) -> Iterator[Sequence[BaseModel]]: ...


async def answer_batch(request: Request, batch: Batch, *, line_bytes_max: int) -> StreamingResponse:
    """Read the body; return an answer that keeps what it says while it is sent."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != MEDIA_TYPE:
        raise HTTPException(415, f"send lines of JSON, as {MEDIA_TYPE}")
    spool: IO[bytes] = SpooledTemporaryFile(IN_MEMORY_BYTES_MAX)  # noqa: SIM115 - closed below
    try:
        async for chunk in request.stream():
            await asyncio.to_thread(spool.write, chunk)
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    return StreamingResponse(
        _answered(batch.run(_lines(spool, line_bytes_max)), spool), media_type=MEDIA_TYPE
    )


def _lines(spool: IO[bytes], line_bytes_max: int) -> Iterator[bytes | None]:
    """Yield each line; None for one that is too long."""
    while line := spool.readline(line_bytes_max + 1):
        if len(line) <= line_bytes_max or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = spool.readline(line_bytes_max)
        yield None


async def _answered(
    portions: Iterator[Iterable[BaseModel]], spool: IO[bytes]
) -> AsyncIterator[bytes]:
    """Yield the lines of each portion; the last line says so where storage fails amid them."""
    try:
        while (portion := await asyncio.to_thread(next, portions, None)) is not None:
            yield b"".join(each.model_dump_json().encode() + b"\n" for each in portion)
    except StorageDown as error:
        log.warning("batch was cut short", reason=error.seen)
        yield b'{"done":false,"detail":"nothing can be kept just now; send what is left again"}\n'
    finally:
        spool.close()
