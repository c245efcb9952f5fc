"""Files that come in a form, as browsers send them (RFC 7578)."""

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

MULTIPART = "multipart/form-data"
FIELD = "file"
FIELDS_MAX = 8
"""Beside the file: browsers and their libraries add a few."""
FIELD_BYTES_MAX = 4_096


async def file_of(request: Request, *, in_memory_bytes_max: int) -> bytes:
    """Return the one file of a form; up to this size it never touches the disk.

    Raises `HTTPException` where the form is malformed, or holds another number of files.
    """
    parser = MultiPartParser(
        request.headers,
        request.stream(),
        max_files=1,
        max_fields=FIELDS_MAX,
        max_part_size=FIELD_BYTES_MAX,
    )
    parser.spool_max_size = in_memory_bytes_max
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(400, f"the form cannot be read: {error.message}") from None
    try:
        file = form.get(FIELD)
        if not isinstance(file, UploadFile):
            raise HTTPException(400, f"the form has no file named {FIELD!r}")
        return await file.read()
    finally:
        await form.close()
