"""Reads the text of PDFs that strangers send, each in a process of its own with bounds."""

import json
import re
import signal
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from adapters import pdf_pages
from schemas.document import DocumentText
from schemas.errors import NotReady, Unusable

MAGIC = re.compile(rb"%PDF-[12]\.\d")
"""How every PDF begins: ISO 32000-2, 7.5.2. What has anything before it may be another kind too."""
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
"""Categories of characters that nobody sees: control, format, private use, surrogate."""

NOT_A_PDF = "this is not a PDF: it does not begin as one"
ENCRYPTED = "the PDF is encrypted: send one that opens without a password"
TOO_MUCH = "the PDF takes more time or memory than a résumé may: send a simpler one"
MALFORMED = "the PDF cannot be read: it is damaged, or no proper PDF"
NO_TEXT = "the PDF holds no text that can be read: it may be a scan"
BUSY = "too many PDFs are being read just now; send it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLimits:
    """What reading one PDF may take; ten pages of text took 0.35 s and 38 MB."""

    pages_max: int = 20
    characters_max: int = 40_000
    memory_bytes_max: int = 536_870_912
    """Of address space. The parser bounds a decompressed stream to 75 MB, and copies some."""
    cpu_s_max: int = 5
    wall_s_max: float = 15.0
    """The processor may be busy with others."""
    at_once_max: int = 2
    wait_s_max: float = 1.0
    """So long a PDF waits for those before it; a thread of the service waits with it."""


class PdfReader:
    """Reads PDFs; may be called by many threads."""

    def __init__(self, limits: PdfLimits | None = None) -> None:
        self._limits = limits or PdfLimits()
        self._turns = BoundedSemaphore(self._limits.at_once_max)

    def read(self, data: bytes) -> DocumentText:
        """Return the text of a PDF's first pages.

        Raises `Unusable` where none can be had, saying why; `NotReady` where too many are read.
        """
        if not MAGIC.match(data):
            raise Unusable(NOT_A_PDF)
        if not self._turns.acquire(timeout=self._limits.wait_s_max):
            raise NotReady(BUSY)
        try:
            said = self._said_of(data)
        finally:
            self._turns.release()
        return _document(said, self._limits.characters_max)

    def _said_of(self, data: bytes) -> bytes:
        """Return what the program said of a PDF; it gets nothing else of this process."""
        limits = self._limits
        numbers = (
            limits.pages_max,
            limits.characters_max,
            limits.memory_bytes_max,
            limits.cpu_s_max,
        )
        program = str(Path(pdf_pages.__file__).resolve())
        try:
            done = subprocess.run(  # noqa: S603 - it is this interpreter, and numbers
                [sys.executable, "-I", "-B", program, *map(str, numbers)],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # it may quote the file
                timeout=limits.wall_s_max,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unusable(TOO_MUCH) from None
        if done.returncode:
            raise Unusable(_reason(done.returncode))
        return done.stdout


def _reason(code: int) -> str:
    """Return why there is no text, by how the program ended; the kernel kills what takes more."""
    if code == pdf_pages.ENCRYPTED:
        return ENCRYPTED
    if code in {pdf_pages.TOO_MUCH, -signal.SIGXCPU, -signal.SIGKILL}:
        return TOO_MUCH
    return MALFORMED


def _document(said: bytes, characters_max: int) -> DocumentText:
    found: pdf_pages.Pages = json.loads(said)
    whole = legible(found["text"])
    text = whole[:characters_max]
    if not any(map(str.isalpha, text)):
        raise Unusable(NO_TEXT)
    return DocumentText(
        text=text,
        page_count=found["page_count"],
        pages_read=found["pages_read"],
        is_cut=found["is_cut"] or len(whole) > characters_max,
    )


def legible(text: str) -> str:
    """Return the lines that people see, in the form NFKC, and nothing that cannot be seen.

    It composes the Hangul that programs of Apple write as letters, and takes ligatures apart. Icons
    are private characters.
    """
    composed = unicodedata.normalize("NFKC", text.replace("\t", " "))
    lines = (
        "".join(each for each in line if unicodedata.category(each) not in UNSEEN).strip()
        for line in composed.splitlines()
    )
    return "\n".join(lines)
