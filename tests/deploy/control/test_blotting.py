"""Secrets leave a text in every spelling, and the rest of the text stays."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.control.blotting import blot
from deploy.control.secret import Secret

TOKEN = 'kanarie+/="é\\ &%canary-0123456789'  # noqa: S105 - a canary
SECRET = Secret("TOKEN", TOKEN)
WEBHOOK_TOKEN = "canary_" + "x-Y9" * 15
WEBHOOK = Secret(
    "DISCORD_WEBHOOK", f"https://discord.com/api/webhooks/123456789012345678/{WEBHOOK_TOKEN}"
)

SPELLINGS: dict[str, Callable[[str], str]] = {
    "itself": str,
    "url": lambda value: quote(value, safe=""),
    "url path": quote,
    "url form": quote_plus,
    "url lower case": lambda value: re.sub("%..", lambda at: at[0].lower(), quote(value)),
    "url twice": lambda value: quote(quote(value, safe=""), safe=""),
    "json": json.dumps,
    "json of any script": lambda value: json.dumps(value, ensure_ascii=False),
    "repr": repr,
    "base64": lambda value: b64encode(value.encode()).decode(),
    "base64 for addresses": lambda value: urlsafe_b64encode(value.encode()).decode(),
    "hex": lambda value: value.encode().hex(),
}


@pytest.mark.parametrize("spelling", sorted(SPELLINGS))
def test_a_secret_is_blotted_in_every_spelling(spelling: str) -> None:
    written = SPELLINGS[spelling](TOKEN)
    text = blot(f"before {written} after", (SECRET,))
    assert "[TOKEN]" in text
    assert written.strip("\"'") not in text
    assert text.startswith("before ")
    assert text.endswith(" after")


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "user:"])
@pytest.mark.parametrize("after", ["", "z", "yz", "xyz"])
def test_base64_of_something_longer_is_blotted(before: str, after: str) -> None:
    coded = b64encode(f"{before}{TOKEN}{after}".encode()).decode()
    text = blot(coded, (SECRET,))
    assert "[TOKEN]" in text
    assert len(text.replace("[TOKEN]", "")) <= len(b64encode(f"{before}{after}".encode())) + 4


def test_the_token_inside_of_an_address_is_a_secret_too() -> None:
    path = f"POST /api/webhooks/123456789012345678/{WEBHOOK_TOKEN}?wait=true"
    assert "canary" not in blot(f"{path} and {WEBHOOK_TOKEN}", (WEBHOOK,))


def test_lines_and_passwords_of_a_secret_are_secrets() -> None:
    key = Secret("KEY", "first-line-of-it\nsecond-line-canary\n")
    base = Secret("DATABASE_URL", "postgresql://me:canary-word@db/x")
    text = blot("got second-line-canary, canary-word", (key, base))
    assert text == "got [KEY], [DATABASE_URL]"


def test_of_two_secrets_that_overlap_no_rest_stays() -> None:
    secrets = (Secret("A", "abcdef"), Secret("B", "defghi"), Secret("C", "cdef"))
    assert blot("xabcdefghix", secrets) == "x[A]x"


def test_a_name_that_holds_another_secret_is_no_way_out() -> None:
    secrets = (Secret("HOOKHOOK", "value-one"), Secret("B", "HOOK"))
    assert blot("value-one HOOK", secrets) == "[HOOKHOOK] [B]"


def test_short_values_are_no_secrets() -> None:
    assert blot("port 80 is true", (Secret("PORT", "80"), Secret("EMPTY", ""))) == "port 80 is true"


LIKE = {
    "https://b.s3.amazonaws.com/k?X-Amz-Signature=canary&x=1 next": "https://b.s3.amazonaws.com/k"
    "?[query] next",
    "postgresql://me:canary@db/x": "postgresql://[credentials]@db/x",
    "/api/v10/webhooks/123/canary-_x?wait": "/api/webhooks/123/[token]",
    "cut X-Amz-Signature%3Dcanary&b": "cut X-Amz-Signature%3D[signed]&b",
    "AKIACANARYCANARY1234 and ghp_canary0123456789canary01": "[key id] and [token]",
    "Authorization: Bearer canary": "Authorization: Bearer [credentials]",
    "{'authorization': 'basic canary'": "{'authorization': 'basic [credentials]",
}


@pytest.mark.parametrize("text", LIKE)
def test_what_looks_like_a_secret_is_blotted(text: str) -> None:
    told = blot(text, ())
    assert "canary" not in told.lower()
    assert told == LIKE[text] or "webhooks" in text


def test_ordinary_words_stay() -> None:
    text = "basic authentication failed for https://example.com/a/b (see /api/ai/health)"
    assert blot(text, (SECRET, WEBHOOK)) == text


LETTERS = st.text("abc \n=/+%\\\"'éÀ한\u200b\udc80", min_size=4)


@given(LETTERS, st.text("0123456789"), st.text("0123456789"))
def test_no_secret_is_left_whatever_it_is(value: str, before: str, after: str) -> None:
    assert value not in blot(f"{before}{value}{after}", (Secret("NAME", value),))
