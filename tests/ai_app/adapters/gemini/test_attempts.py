"""The contract of an attempt, for either library, over its wire format."""

import json
import traceback
from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.gemini.failures import Busy
from schemas.errors import WordsDown
from schemas.words import Piece
from tests.ai_app.adapters.gemini.wires import (
    KEY,
    PROMPT,
    URL,
    WIRES,
    Reply,
    Wire,
    status_body,
    text_chunk,
    wire_of,
)

KINDS = {"string": {"STRING", 1}, "array": {"ARRAY", 5}, "object": {"OBJECT", 6}}
"""How `Type` stands on the wire: by name, or by number, which `enum-encoding=int` asks for."""
RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"}


@pytest.fixture(params=list(WIRES))
def wire(request: pytest.FixtureRequest) -> Wire:
    """Give each wire in turn."""
    return wire_of(request.param)


def pieces_of(wire: Wire, *replies: Reply) -> list[Piece]:
    with wire.open(*replies) as (attempts, _):
        return list(attempts.attempt(PROMPT, 5.0))


def failure_of(wire: Wire, *replies: Reply) -> WordsDown:
    """Give the error of an attempt, having seen that it tells nothing that is a secret."""
    with wire.open(*replies) as (attempts, _), pytest.raises(WordsDown) as caught:
        list(attempts.attempt(PROMPT, 5.0))
    told = "".join(traceback.format_exception(caught.value))
    assert KEY not in told
    assert "THEIRS" not in told
    return caught.value


@pytest.mark.lengthy
def test_an_answer_comes_in_pieces(wire: Wire) -> None:
    chunks = [
        text_chunk('안녕 "[{'),
        text_chunk("하세\n요\\", tokens=7),
        text_chunk("", finish="STOP"),
    ]
    assert pieces_of(wire, wire.body(chunks)) == [
        Piece(text='안녕 "[{'),
        Piece(text="하세\n요\\", tokens=7),
    ]


def test_the_last_piece_may_end_the_answer_and_say_what_it_cost(wire: Wire) -> None:
    assert pieces_of(wire, wire.body([text_chunk("네", finish="STOP", tokens=9)])) == [
        Piece(text="네", tokens=9)
    ]


def test_what_is_asked_says_all_and_the_key_is_in_a_header_alone(wire: Wire) -> None:
    with wire.open(wire.body([text_chunk("네", finish="STOP")])) as (attempts, seen):
        list(attempts.attempt(PROMPT, 5.0))
    (url,), (headers,), (body,) = seen.urls, seen.headers, seen.bodies
    assert url.partition("?")[0] == URL
    assert headers["x-goog-api-key"] == KEY
    assert KEY not in url + json.dumps(body)
    assert body["contents"] == [{"parts": [{"text": PROMPT.data}], "role": "user"}]
    assert body["systemInstruction"]["parts"] == [{"text": PROMPT.instruction}]
    assert body["generationConfig"] == {
        "candidateCount": 1,
        "maxOutputTokens": 77,
        "temperature": pytest.approx(0.4),
    }


def test_an_answer_of_a_form_is_asked_for_by_its_schema(wire: Wire) -> None:
    prompt = replace(PROMPT, lists=("jobs", "skills"), fields=("name", "quote"))
    answer = json.dumps({"jobs": [], "skills": [{"name": "SQL", "quote": "에스큐엘"}]})
    chunks = [text_chunk(answer[:9]), text_chunk(answer[9:], finish="STOP")]
    with wire.open(wire.body(chunks)) as (attempts, seen):
        said = "".join(each.text for each in attempts.attempt(prompt, 5.0))
    assert said == answer
    config = seen.bodies[0]["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    schema = config["responseSchema"]
    assert schema["type"] in KINDS["object"]
    assert sorted(schema["required"]) == ["jobs", "skills"]
    assert sorted(schema["properties"]) == ["jobs", "skills"]
    for each in schema["properties"].values():
        assert each["type"] in KINDS["array"]
        item = each["items"]
        assert item["type"] in KINDS["object"]
        assert sorted(item["required"]) == ["name", "quote"]
        assert all(kind["type"] in KINDS["string"] for kind in item["properties"].values())


def test_no_read_may_take_longer_than_is_left(wire: Wire) -> None:
    reply = wire.body([text_chunk("네", finish="STOP")])
    with wire.open(reply, reply) as (attempts, seen):
        for left_s in (5.0, 0.25):
            list(attempts.attempt(PROMPT, left_s))
    assert seen.timeouts_s == [5.0, 0.25]


def test_the_key_is_not_shown_by_what_holds_it(wire: Wire) -> None:
    with wire.open() as (attempts, _):
        assert KEY not in repr(attempts) + str(attempts)


def test_an_adapter_answers_more_than_once(wire: Wire) -> None:
    reply = wire.body([text_chunk("네", finish="STOP")])
    with wire.open(reply, reply) as (attempts, seen):
        for _ in range(2):
            assert [each.text for each in attempts.attempt(PROMPT, 5.0)] == ["네"]
    assert len(seen.urls) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_too_much_at_once_may_be_asked_again_and_is_not_by_the_library(
    wire: Wire, status: int
) -> None:
    reply = wire.error(status_body(status, "X"), status)
    with wire.open(reply) as (attempts, seen), pytest.raises(Busy, match=str(status)) as caught:
        list(attempts.attempt(PROMPT, 5.0))
    assert caught.value.after_s is None
    assert len(seen.urls) == 1


def test_a_quota_says_when_to_come_back(wire: Wire) -> None:
    body = status_body(429, "RESOURCE_EXHAUSTED", {"@type": "other"}, RETRY_INFO)
    failure = failure_of(wire, wire.error(body, 429))
    assert isinstance(failure, Busy)
    assert failure.after_s == 34.5


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 502, 504])
def test_other_errors_are_final(wire: Wire, status: int) -> None:
    failure = failure_of(wire, wire.error(status_body(status, "X"), status))
    assert not isinstance(failure, Busy)
    assert str(status) in str(failure)


@pytest.mark.parametrize("body", [b"<html>bad gateway</html>", b"", b'"text"', b"[]", b"\xff\xfe"])
@pytest.mark.parametrize("status", [502, 503])
def test_an_error_that_is_no_json_of_googles_is_an_error(
    wire: Wire, body: bytes, status: int
) -> None:
    failure_of(wire, Reply(status=status, body=body, content_type="text/html"))


@pytest.mark.parametrize("fails", ["connect", "read"])
def test_a_network_that_fails_is_an_error(wire: Wire, fails: str) -> None:
    assert "reached" in str(failure_of(wire, Reply(fails=fails)))


@pytest.mark.parametrize(
    "finish", ["SAFETY", "RECITATION", "PROHIBITED_CONTENT", "SPII", "OTHER", "MAX_TOKENS"]
)
def test_an_answer_that_is_held_back_or_cut_is_none(wire: Wire, finish: str) -> None:
    chunks = [text_chunk("안녕"), {"candidates": [{"finishReason": finish, "index": 0}]}]
    assert finish in str(failure_of(wire, wire.body(chunks)))


def test_what_was_said_before_it_was_held_back_was_handed_on(wire: Wire) -> None:
    chunks = [text_chunk("안녕"), text_chunk("하세", finish="SAFETY")]
    with wire.open(wire.body(chunks)) as (attempts, _):
        pieces = attempts.attempt(PROMPT, 5.0)
        assert [next(pieces).text, next(pieces).text] == ["안녕", "하세"]
        with pytest.raises(WordsDown):
            next(pieces)


def test_a_prompt_that_is_blocked_has_no_answer(wire: Wire) -> None:
    blocked = {"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"totalTokenCount": 3}}
    assert "SAFETY" in str(failure_of(wire, wire.body([blocked])))


@pytest.mark.parametrize(
    "chunks",
    [
        [],
        [{}],
        [{"candidates": []}],
        [{"candidates": [{"index": 0, "finishReason": "STOP"}]}],
        [{"candidates": [{"content": {"role": "model"}, "finishReason": "STOP"}]}],
        [{"candidates": [{"content": {"parts": []}, "finishReason": "STOP"}]}],
        [text_chunk(" \n", finish="STOP")],
        [text_chunk("안녕")],
        [{"unknown": 1}],
    ],
)
def test_an_answer_that_says_nothing_or_has_no_end_is_none(
    wire: Wire, chunks: list[dict[str, object]]
) -> None:
    failure_of(wire, wire.body(chunks))


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda body: body[: len(body) // 2],
    "unbalanced": lambda body: body.replace(b"{", b"", 1),
    "of another type": lambda body: body.replace(b'"text"', b'"text": 1, "x"'),
    "no text at all": lambda body: b"\xff\xfe" + body,
    "null": lambda _: b"null",
    "nonsense": lambda _: b"data: nonsense\n\n",
    "a number": lambda _: b"data: [1]\n\n",
    "a page": lambda _: b"<html>",
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_answer_that_is_malformed_is_an_error(wire: Wire, damage: str) -> None:
    whole = wire.body([text_chunk("안녕"), text_chunk("하세요", finish="STOP")])
    body = DAMAGES[damage](whole.body)
    failure_of(wire, Reply(body=body, content_type=whole.content_type))


def test_whoever_stops_early_is_not_hindered(wire: Wire) -> None:
    chunks = [text_chunk(str(each)) for each in range(9)]
    with wire.open(wire.body(chunks)) as (attempts, _):
        pieces = attempts.attempt(PROMPT, 5.0)
        assert next(pieces).text == "0"
        del pieces
