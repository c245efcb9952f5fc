"""Tests of the program that reads a PDF's pages; what it does to itself is recorded, not done."""

import io
import json
import resource
import sys

import pytest
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from adapters import pdf_pages
from tests.ai_app.adapters import pdfs

ARGUMENTS = ["pdf_pages.py", "3", "100", "1000000", "7"]


class Input:
    """Standard input that holds a file."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.fixture
def bounds(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """Give the bounds that were set, of the process that these tests run in."""
    found: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
    monkeypatch.setattr(sys, "argv", ARGUMENTS)
    return found


def test_it_bounds_itself_then_tells_the_text(
    bounds: dict[int, tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", Input(pdfs.resume("홍길동\n개발자")))
    assert pdf_pages.main() == 0
    assert json.loads(capsys.readouterr().out) == {
        "text": "홍길동\n개발자",
        "page_count": 1,
        "pages_read": 1,
        "is_cut": False,
    }
    assert bounds[resource.RLIMIT_AS] == (1_000_000, 1_000_000)
    assert bounds[resource.RLIMIT_CPU] == (7, 7)
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        assert bounds[kind] == (0, 0)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FileNotDecryptedError("canary"), pdf_pages.ENCRYPTED),
        (DependencyError("canary"), pdf_pages.ENCRYPTED),
        (LimitReachedError("canary"), pdf_pages.TOO_MUCH),
        (MemoryError(), pdf_pages.TOO_MUCH),
    ],
)
@pytest.mark.usefixtures("bounds")
def test_what_a_client_can_act_upon_is_told_by_the_exit_code(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(data: bytes, **_: int) -> pdf_pages.Pages:
        assert data == b"file"
        raise error

    monkeypatch.setattr(sys, "stdin", Input(b"file"))
    monkeypatch.setattr(pdf_pages, "read", fail)
    assert pdf_pages.main() == code
    told = capsys.readouterr()
    assert told.out + told.err == ""


def test_no_more_pages_are_read_than_may_be() -> None:
    found = pdf_pages.read(pdfs.resume("하나", "둘", "셋"), pages_max=2, characters_max=100)
    assert found == {"text": "하나\n둘", "page_count": 3, "pages_read": 2, "is_cut": True}


@pytest.mark.parametrize(
    ("most", "text", "read", "is_cut"),
    [(4, "하나\n둘", 2, False), (3, "하나\n", 2, True), (2, "하나", 1, True), (1, "하", 1, True)],
)
def test_no_more_characters_are_read_than_may_be(
    most: int, text: str, read: int, is_cut: bool
) -> None:
    found = pdf_pages.read(pdfs.resume("하나", "둘"), pages_max=9, characters_max=most)
    assert (found["text"], found["pages_read"], found["is_cut"]) == (text, read, is_cut)
