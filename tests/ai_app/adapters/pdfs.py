"""PDFs made by hand: résumés as word processors write them, and files that mean harm.

A font of Korean is written as they embed it: codes are glyphs of that very file, and only its
`ToUnicode` tells what they mean (ISO 32000-2, 9.10.3). Reading text needs no outlines of glyphs.
"""

import zlib
from collections.abc import Mapping, Sequence

FIRST_GLYPH = 3
FONT = 4
"""Objects 1 and 2 are the catalogue and the tree of pages; 3 is what the pages share."""
LINE_HEIGHT = 14


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def flate(data: bytes, entries: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter /FlateDecode " + entries)


def written(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Give the file of these objects, with its table of cross-references."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(objects) + 1
    table = b"".join(
        b"%010d 00000 n \n" % places[each] if each in places else b"0000000000 65535 f \n"
        for each in range(size)
    )
    start = len(out)
    out += b"xref\n0 %d\n%strailer\n<< /Size %d %s >>\n" % (size, table, size, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def resume(*pages: str, trailer: bytes = b"/Root 1 0 R", extra: bytes = b"") -> bytes:
    """Give a PDF with these pages of text in any script, a line below the other."""
    glyphs = {
        each: FIRST_GLYPH + place for place, each in enumerate(sorted(set("".join(pages)) - {"\n"}))
    }
    objects = {**_font(glyphs)}
    kids = []
    for place, page in enumerate(pages):
        number = 10 + 2 * place
        kids.append(number)
        objects[number] = _page(number + 1)
        objects[number + 1] = flate(_drawn(page, glyphs))
    return written({**tree(kids, extra), **objects}, trailer)


def tree(kids: Sequence[int], extra: bytes = b"") -> dict[int, bytes]:
    """Give the catalogue and the tree of pages."""
    listed = b" ".join(b"%d 0 R" % each for each in kids)
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % extra,
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), listed),
        3: b"<< /Font << /F1 %d 0 R >> >>" % FONT,
    }


def latin(content: bytes, pages: int = 1, *, filters: bytes | None = None) -> bytes:
    """Give a PDF whose pages all have this one content, in a font that every reader has."""
    body = flate(content) if filters is None else stream(content, filters)
    kids = range(10, 10 + pages)
    return written(
        {
            **tree(kids),
            FONT: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            5: body,
            **{each: _page(5) for each in kids},
        }
    )


def _page(content: int) -> bytes:
    box = b"/MediaBox [0 0 595 842]"
    return b"<< /Type /Page /Parent 2 0 R %s /Resources 3 0 R /Contents %d 0 R >>" % (box, content)


def _drawn(page: str, glyphs: Mapping[str, int]) -> bytes:
    lines = [
        b"<%s> Tj" % b"".join(b"%04x" % glyphs[each] for each in line) for line in page.split("\n")
    ]
    return b"BT /F1 11 Tf %d TL 50 800 Td %s ET" % (LINE_HEIGHT, b" T* ".join(lines))


def _font(glyphs: Mapping[str, int]) -> dict[int, bytes]:
    pairs = [
        b"<%04x> <%s>" % (code, each.encode("utf-16-be").hex().encode())
        for each, code in glyphs.items()
    ]
    blocks = [pairs[begin : begin + 100] for begin in range(0, len(pairs), 100)]
    cmap = b"\n".join(
        b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks
    )
    return {
        FONT: b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+MalgunGothic"
        b" /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 6 0 R >>",
        5: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+MalgunGothic /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        6: flate(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n" + cmap + b"\nendcmap end end"
        ),
    }
