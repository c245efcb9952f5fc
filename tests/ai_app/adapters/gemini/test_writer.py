"""Tests of the writer as a whole: either library, over its wire, with patience."""

import pytest

from adapters.gemini.gen_ai import GenAi
from adapters.gemini.generative_ai import GenerativeAi
from adapters.gemini.insisting import Patience
from adapters.gemini.writer import GeminiWriter, Library, open_writer
from schemas.errors import WordsDown
from services.words.writer import Writer
from tests.ai_app.adapters.gemini.wires import (
    KEY,
    PROMPT,
    WIRES,
    Reply,
    Wire,
    status_body,
    text_chunk,
    wire_of,
)

PATIENCE = Patience(deadline_s=30.0)


@pytest.fixture(params=list(WIRES))
def wire(request: pytest.FixtureRequest) -> Wire:
    """Give each wire in turn."""
    return wire_of(request.param)


def heard(wire: Wire, *replies: Reply) -> tuple[list[str], int, list[float]]:
    """Give the pieces, how many requests they took, and the pauses between."""
    pauses_s: list[float] = []
    with wire.open(*replies) as (attempts, seen):
        writer: Writer = GeminiWriter(attempts, PATIENCE, sleep=pauses_s.append)
        pieces = [each.text for each in writer.pieces(PROMPT)]
    return pieces, len(seen.urls), pauses_s


@pytest.mark.parametrize("status", [429, 503])
def test_too_much_at_once_is_asked_again_and_answered(wire: Wire, status: int) -> None:
    refused = wire.error(status_body(status, "X"), status)
    answer = wire.body([text_chunk("안녕"), text_chunk("하세요", finish="STOP")])
    assert heard(wire, refused, refused, answer) == (["안녕", "하세요"], 3, [0.5, 1.0])


def test_three_refusals_are_enough(wire: Wire) -> None:
    refused = wire.error(status_body(503, "UNAVAILABLE"), 503)
    with pytest.raises(WordsDown, match="503"):
        heard(wire, refused, refused, refused, refused)


def test_a_quota_that_lasts_longer_than_anybody_waits_is_not_waited_for(wire: Wire) -> None:
    body = status_body(429, "RESOURCE_EXHAUSTED", {"retryDelay": "45s"})
    with pytest.raises(WordsDown, match="quota"):
        heard(wire, wire.error(body, 429))


def test_a_network_that_fails_is_not_tried_again(wire: Wire) -> None:
    with pytest.raises(WordsDown, match="reached"):
        heard(wire, Reply(fails="connect"))


@pytest.mark.parametrize(
    ("library", "kind"), [("google-generativeai", GenerativeAi), ("google-genai", GenAi)]
)
def test_a_writer_speaks_through_the_library_it_is_told(library: Library, kind: type) -> None:
    writer = open_writer(library, api_key=KEY, model="gemini-x", deadline_s=7.0)
    assert isinstance(writer._through, kind)
    assert writer._patience.deadline_s == 7.0
    assert KEY not in repr(writer) + repr(writer._through)
