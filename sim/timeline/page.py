"""A timeline as one HTML page that needs nothing else: no network, no font, no server."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sim.timeline import head
from sim.timeline.encoding import encode
from sim.timeline.model import Chronicle
from sim.timeline.words import said, shown

STYLES = ("colours.css", "page.css")
SCRIPTS = ("data.js", "chart.js", "list.js", "inspector.js", "main.js")
FIRST_COLUMN = 3
"""So many sections stand on the left; what came of it stands on the right."""
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&'\u2028\u2029"}
"""What could end a script or begin a tag: JSON may write any of it as an escape."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence, as code or as words."""

    text: str
    code: bool


def render(chronicle: Chronicle, index: str = "") -> str:
    """Write the page of one run; `index` is where all others are listed."""
    top = head.of(chronicle)
    return (
        environment()
        .get_template("page.html")
        .render(
            head=top,
            index=index,
            columns=(top.sections[:FIRST_COLUMN], top.sections[FIRST_COLUMN:]),
            data=embedded(encode(chronicle)),
            style=Markup(style(STYLES)),  # noqa: S704 - a file of this package
            script=Markup(script(SCRIPTS)),  # noqa: S704 - files of this package
            policy=policy(style(STYLES), script(SCRIPTS)),
        )
    )


@functools.cache
def environment() -> Environment:
    """Return where the templates are; whatever they are given is escaped."""
    found = Environment(
        loader=PackageLoader("sim.timeline", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"pieces": pieces, "parts": parts, "shown": shown}
    return found


def visible(value: object) -> object:
    """Write out what cannot be seen in any text that a page is given; our own files are as is."""
    return said(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def pieces(text: str) -> Iterator[Piece]:
    """Split a sentence at its backticks."""
    for number, part in enumerate(text.split("`")):
        if part:
            yield Piece(part, code=bool(number % 2))


def parts(run_id: str) -> list[str]:
    """Split an id where a line may break."""
    return re.findall(r"[^:@_.~+=#]*[:@_.~+=#]*", shown(run_id))


def embedded(document: object) -> Markup:
    """Write a document as JSON which no text in it can break out of."""
    written = json.dumps(document, separators=(",", ":"), sort_keys=True)
    return Markup(written.translate(ESCAPES))  # noqa: S704 - nothing in it can end the script


@functools.cache
def style(names: tuple[str, ...]) -> str:
    """Return the style of a page."""
    return "\n".join(_file(name) for name in names)


@functools.cache
def script(names: tuple[str, ...]) -> str:
    """Return the script of a page, in which no name is seen from outside.

    It begins once the answers, which need none, are in sight: a large run takes a while to draw.
    """
    body = "\n".join(_file(name) for name in names)
    return f'requestAnimationFrame(() => setTimeout(() => {{\n"use strict";\n{body}}}));\n'


def _file(name: str) -> str:
    return resources.files("sim.timeline").joinpath("page", name).read_text(encoding="utf-8")


@functools.cache
def policy(style_text: str, script_text: str) -> str:
    """Allow this very style and this very script, and nothing else whatsoever."""
    allowed = f"style-src '{_digest(style_text)}'; script-src '{_digest(script_text)}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
