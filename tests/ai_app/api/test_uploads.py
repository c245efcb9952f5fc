"""Tests of files that come in a form."""

import asyncio
import tempfile
from collections.abc import Sequence
from unittest.mock import patch

import pytest
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from api.uploads import FIELD_BYTES_MAX, FIELDS_MAX, file_of

BOUNDARY = "edge"
KIND = f"multipart/form-data; boundary={BOUNDARY}"
IN_MEMORY = 2_000_000


def part(data: bytes, name: str = "file", file_name: str | None = "a.pdf") -> bytes:
    of_file = f'; filename="{file_name}"' if file_name is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{of_file}\r\n\r\n'
    return head.encode() + data + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def read(chunks: Sequence[bytes], kind: str = KIND) -> bytes:
    """Read the file of a body that comes in these chunks."""
    left = list(chunks)

    async def receive() -> Message:
        body = left.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}
    return asyncio.run(file_of(Request(scope, receive), in_memory_bytes_max=IN_MEMORY))


def test_the_file_is_read_however_the_body_is_cut() -> None:
    data = b"%PDF\r\n--edg\r\n\x00\xff" * 50
    body = form(part(b"ko", "language", None), part(data), part(b"x", "more", None))
    for size in (1, 7, len(body)):
        assert read([body[at : at + size] for at in range(0, len(body), size)]) == data


def test_it_never_touches_the_disk() -> None:
    data = b"x" * (IN_MEMORY - 1)
    with patch.object(tempfile, "TemporaryFile", side_effect=AssertionError):
        assert read([form(part(data))]) == data


def test_its_name_is_not_looked_at() -> None:
    assert read([form(part(b"a", file_name="../../etc/passwd\x00"))]) == b"a"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (form(), "has no file named 'file'"),
        (form(part(b"a", "resume")), "has no file named 'file'"),
        (form(part(b"a", "file", None)), "has no file named 'file'"),
        (form(part(b"a"), part(b"b")), "Too many files"),
        (form(*[part(b"a", "b", None)] * (FIELDS_MAX + 1)), "Too many fields"),
        (form(part(b"a" * (FIELD_BYTES_MAX + 1), "b", None)), "exceeded maximum size"),
        (b"no form at all", "cannot be read"),
        (form(part(b"a")).replace(b'; name="file"', b""), "must be provided"),
    ],
)
def test_a_form_without_its_one_file_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(HTTPException, match=why) as caught:
        read([body])
    assert caught.value.status_code == 400


def test_a_form_without_a_boundary_is_refused() -> None:
    with pytest.raises(HTTPException, match="boundary"):
        read([form(part(b"a"))], "multipart/form-data")


def test_the_file_is_closed_in_any_case() -> None:
    closed: list[UploadFile] = []
    with patch.object(UploadFile, "close", lambda file: _closing(closed, file)):
        read([form(part(b"a"))])
        with pytest.raises(HTTPException):
            read([form(part(b"a", "resume"))])
    assert len(closed) == 2


async def _closing(closed: list[UploadFile], file: UploadFile) -> None:
    closed.append(file)
    file.file.close()
