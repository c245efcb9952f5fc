"""Tests of PDFs of strangers: what is read of them, and what becomes of those that mean harm."""

import io
import random
import subprocess
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from unittest.mock import patch

import pypdf
import pytest

from adapters import pdf
from adapters.pdf import PdfLimits, PdfReader, legible
from schemas.document import DocumentText
from schemas.errors import NotReady, Unusable
from tests.ai_app.adapters import pdfs

LIMITS = PdfLimits(cpu_s_max=2, wall_s_max=60.0)
"""For tests: the processor may be busy for long, and hostile files use up all they may."""
KOREAN = "홍길동 이력서\n백엔드 개발자, Kotlin/Spring\n2019.03 ~ 현재 ㈜한빛"
READ = KOREAN.replace("㈜", "(주)")
HELLO = b"BT /F1 12 Tf 50 800 Td (Hello) Tj ET"


def read(data: bytes, limits: PdfLimits = LIMITS) -> DocumentText:
    return PdfReader(limits).read(data)


def encrypted(password: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdfs.resume(KOREAN)))
    writer.encrypt(password, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_hangul_of_an_embedded_font_is_read_line_by_line() -> None:
    found = read(pdfs.resume(KOREAN, "둘째 쪽"))
    assert found == DocumentText(text=f"{READ}\n둘째 쪽", page_count=2, pages_read=2, is_cut=False)


def test_hangul_that_was_written_as_letters_becomes_syllables() -> None:
    assert read(pdfs.resume("\u1112\u1161\u11ab\u1100\u1173\u11af")).text == "한글"


def test_it_is_read_with_the_limits_of_production() -> None:
    assert PdfReader().read(pdfs.resume(KOREAN)).text == READ


def test_a_script_is_not_run_nor_read() -> None:
    action = b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('https://example.com'\\)) >>"
    assert read(pdfs.resume(KOREAN, extra=action)).text == READ


@pytest.mark.lengthy
def test_of_many_pages_the_first_are_read() -> None:
    found = read(pdfs.latin(HELLO, 10_000), replace(LIMITS, cpu_s_max=20))
    assert (found.page_count, found.pages_read, found.is_cut) == (10_000, 20, True)


def test_what_grows_as_it_is_made_legible_is_cut() -> None:
    found = read(pdfs.resume("\ufdfa" * 10), replace(LIMITS, characters_max=100))
    assert (len(found.text), found.is_cut) == (100, True)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_one_that_is_encrypted_is_refused(algorithm: str) -> None:
    with pytest.raises(Unusable, match="^" + pdf.ENCRYPTED):
        read(encrypted("secret", algorithm))


def test_one_that_everybody_may_open_is_read() -> None:
    assert read(encrypted("", "RC4-128")).text == READ


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF", b"PK\x03\x04", b"<html>%PDF-1.7", b"\n%PDF-1.7\n", b"%PDF-x.y", b"%!PS-Adobe-3"],
)
def test_what_does_not_begin_as_a_pdf_is_not_even_tried(data: bytes) -> None:
    with (
        patch.object(subprocess, "run", side_effect=AssertionError),
        pytest.raises(Unusable, match="^" + pdf.NOT_A_PDF),
    ):
        read(data)


def damaged() -> dict[str, bytes]:
    """Give files that are no proper PDFs."""
    whole = pdfs.resume(KOREAN * 9)
    numbers = random.Random(6)
    return {
        "its first line alone": b"%PDF-1.7\n",
        "cut in the middle": whole[: len(whole) // 2],
        "without its table": whole[: whole.rindex(b"xref\n0")].replace(b"Catalog", b"Catalan"),
        "noise": b"%PDF-1.7\n" + numbers.randbytes(100_000),
        "pages that are their own children": pdfs.written(pdfs.tree([2])),
        "a catalogue as deep as it is long": pdfs.written({**pdfs.tree([10]), 1: b"[" * 200_000}),
        "no pages": pdfs.written({1: b"<< /Type /Catalog >>"}),
        "a root that is not there": pdfs.resume(KOREAN, trailer=b"/Root 99 0 R").replace(
            b"/Type /Catalog", b""
        ),
    }


@pytest.mark.parametrize("name", damaged())
def test_one_that_is_damaged_is_refused(name: str) -> None:
    with pytest.raises(Unusable, match="^" + pdf.MALFORMED):
        read(damaged()[name])


WITHOUT_TEXT: dict[str, Callable[[], bytes]] = {
    "nothing drawn": lambda: pdfs.latin(b""),
    "numbers and dots": lambda: pdfs.latin(HELLO.replace(b"Hello", b"12. 34")),
    "arrays within arrays": lambda: pdfs.latin(b"[" * 500_000),
    "no page": lambda: pdfs.written(pdfs.tree([])),
}
"""Files that can be read, and say nothing."""


@pytest.mark.parametrize("name", WITHOUT_TEXT)
def test_one_without_text_is_refused(name: str) -> None:
    with pytest.raises(Unusable, match="^" + pdf.NO_TEXT):
        read(WITHOUT_TEXT[name]())


def bomb_in_a_bomb() -> bytes:
    twice = zlib.compress(zlib.compress(b" " * 300_000_000, 1), 9)
    return pdfs.latin(twice, filters=b"/Filter [/FlateDecode /FlateDecode]")


def forms_that_hold_each_other() -> bytes:
    form = b"/Type /XObject /Subtype /Form /Resources << /XObject << /X 5 0 R >> >>"
    return pdfs.written(
        {
            **pdfs.tree([10]),
            3: b"<< /XObject << /X 5 0 R >> >>",
            5: pdfs.flate(b"/X Do " * 50_000, form),
            6: pdfs.flate(b"/X Do " * 50_000),
            10: b"<< /Type /Page /Parent 2 0 R /Resources 3 0 R /Contents 6 0 R >>",
        }
    )


GREEDY: dict[str, Callable[[], bytes]] = {
    "a stream of 200 MB": lambda: pdfs.latin(b" " * 200_000_000),
    "a bomb in a bomb": bomb_in_a_bomb,
    "a million words": lambda: pdfs.latin(b"BT /F1 12 Tf " + b"(Hello) Tj " * 1_500_000 + b"ET"),
    "marks of where to begin": lambda: b"%PDF-1.7\n" + b"startxref\n0\n" * 400_000,
    "forms that hold each other": forms_that_hold_each_other,
}
"""Files that take more than they may, written when they are wanted; most are small as files."""


@pytest.mark.lengthy
@pytest.mark.parametrize("name", GREEDY)
def test_one_that_takes_too_much_is_refused(name: str) -> None:
    with pytest.raises(Unusable, match="^" + pdf.TOO_MUCH):
        read(GREEDY[name]())


@pytest.mark.lengthy
def test_memory_is_bounded() -> None:
    with pytest.raises(Unusable, match="^" + pdf.TOO_MUCH):
        read(pdfs.latin(b" " * 70_000_000), replace(LIMITS, memory_bytes_max=120_000_000))


def test_a_table_of_references_that_leads_to_itself_ends() -> None:
    whole = pdfs.resume(KOREAN)
    start = whole.rindex(b"xref\n0")
    looped = whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)
    assert read(looped).text == READ


def test_what_waits_for_too_long_is_ended() -> None:
    with pytest.raises(Unusable, match="^" + pdf.TOO_MUCH):
        read(pdfs.resume(KOREAN), replace(LIMITS, wall_s_max=0.001))


def ended(code: int, out: bytes = b"") -> Callable[..., subprocess.CompletedProcess[bytes]]:
    return lambda args, **_: subprocess.CompletedProcess(args, code, out)


@pytest.mark.parametrize(
    ("code", "why"),
    [(-24, pdf.TOO_MUCH), (-9, pdf.TOO_MUCH), (-11, pdf.MALFORMED), (1, pdf.MALFORMED)],
)
def test_how_the_program_ended_tells_why(code: int, why: str) -> None:
    with patch.object(subprocess, "run", ended(code)), pytest.raises(Unusable, match="^" + why):
        read(pdfs.resume(KOREAN))


def test_the_program_gets_nothing_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Sequence[str], dict[str, object]]] = []

    def run(args: Sequence[str], **keywords: object) -> subprocess.CompletedProcess[bytes]:
        seen.append((args, keywords))
        return subprocess.CompletedProcess(
            args, 0, b'{"text":"a","page_count":1,"pages_read":1,"is_cut":false}'
        )

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setenv("GEMINI_API_KEY", "canary")
    read(pdfs.resume(KOREAN))
    ((args, keywords),) = seen
    assert ("-I" in args, keywords["env"], keywords["stderr"]) == (True, {}, subprocess.DEVNULL)


def test_no_more_are_read_at_once_than_may_be() -> None:
    limits = replace(LIMITS, at_once_max=1, wait_s_max=0.01)
    reader, begun, go_on = PdfReader(limits), threading.Event(), threading.Event()

    def run(args: Sequence[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        begun.set()
        assert go_on.wait(60)
        return subprocess.CompletedProcess(args, 1)

    def first() -> None:
        with pytest.raises(Unusable):
            reader.read(pdfs.resume(KOREAN))

    with patch.object(subprocess, "run", run):
        thread = threading.Thread(target=first)
        thread.start()
        assert begun.wait(60)
        with pytest.raises(NotReady, match=pdf.BUSY):
            reader.read(pdfs.resume(KOREAN))
        go_on.set()
        thread.join()
    assert reader.read(pdfs.resume(KOREAN)).text == READ


def test_what_nobody_sees_is_left_out() -> None:
    text = "\ue000 a\u200bb\x00\tc\ud800 \r\nﬁn\u00adal\x0b\u2028끝"
    assert legible(text) == "ab c\nfinal\n\n끝"
