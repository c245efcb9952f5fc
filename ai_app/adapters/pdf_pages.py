"""Reads the text of a PDF's first pages: a program of its own, since a hostile file may end it.

Run as `python -I -B pdf_pages.py PAGES CHARACTERS BYTES SECONDS`, with the PDF on standard input.
The bounds are of this process, so whatever the file makes of the parser, nobody else suffers.
Only what a client could act upon is told, by the exit code; the rest ends as any error does.
"""

import json
import resource
import sys
from io import BytesIO
from typing import TypedDict

ENCRYPTED, TOO_MUCH = 10, 11
"""Exit codes: a password is needed; more memory is needed than there may be."""
OPEN_FILES_MAX = 32
"""What importing needs."""


class Pages(TypedDict):
    """What is written to standard output, as JSON."""

    text: str
    page_count: int
    pages_read: int
    is_cut: bool


def bound(memory_bytes_max: int, cpu_s_max: int) -> None:
    """Bound this process for good: no file, no other process, no more memory or time than this.

    macOS refuses to bound the address space; there the clock of whoever waits has to do.
    """
    limits = {
        resource.RLIMIT_CPU: cpu_s_max,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES_MAX,
        **({} if sys.platform == "darwin" else {resource.RLIMIT_AS: memory_bytes_max}),
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


def read(data: bytes, *, pages_max: int, characters_max: int) -> Pages:
    """Return the text of the first pages; raise whatever the parser raises of a malformed file."""
    from pypdf import PdfReader  # noqa: PLC0415 - it is imported within the bounds

    pages = PdfReader(BytesIO(data)).pages
    count, read_count, length = len(pages), 0, 0
    texts: list[str] = []
    while read_count < min(count, pages_max) and length <= characters_max:
        texts.append(pages[read_count].extract_text())
        length += len(texts[-1]) + 1
        read_count += 1
    text = "\n".join(texts)
    return Pages(
        text=text[:characters_max],
        page_count=count,
        pages_read=read_count,
        is_cut=read_count < count or len(text) > characters_max,
    )


def main() -> int:
    """Do what the arguments say; return the exit code."""
    pages_max, characters_max, memory_bytes_max, cpu_s_max = map(int, sys.argv[1:])
    bound(memory_bytes_max, cpu_s_max)
    from pypdf.errors import (  # noqa: PLC0415 - as above
        DependencyError,
        FileNotDecryptedError,
        LimitReachedError,
    )

    try:
        found = read(sys.stdin.buffer.read(), pages_max=pages_max, characters_max=characters_max)
        sys.stdout.write(json.dumps(found))
    except (DependencyError, FileNotDecryptedError):
        return ENCRYPTED
    except (LimitReachedError, MemoryError):
        return TOO_MUCH
    return 0


if __name__ == "__main__":
    sys.exit(main())
