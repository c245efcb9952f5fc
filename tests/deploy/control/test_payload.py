"""The payload is within limits, mentions nobody, and holds no secret, whatever is told."""

import json
import re
from base64 import b64encode
from dataclasses import fields, replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.control.announcement import Announcement, Facts, Operation, announce
from deploy.control.ending import NOTHING, Ending, Serving
from deploy.control.markdown import units
from deploy.control.payload import payload
from deploy.control.secret import Secret
from deploy.model import Outcome
from tests.deploy.control.reports import NEW, OLD, report

RUN = "https://github.com/re-fit/ai/actions/runs/123"
KEY = "reports/ai/20260128/i-0.json"
CANARY = "canary+of/a=secret\"with'all\\of&it"
SECRET = Secret("TOKEN", CANARY)
SIGNED = f"https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIA&X-Amz-Signature={'canary' * 9}"


def announced(outcome: Outcome, code: int | None = None, dependencies: str = "") -> Announcement:
    facts = Facts(
        operation=Operation.DEPLOYMENT,
        exit_code=outcome.exit_code if code is None else code,
        duration_s=125.4,
        commit=NEW,
        run_url=RUN,
        report_key=KEY,
    )
    return announce(facts, {"i-0123456789abcdef0": report(outcome, dependencies=dependencies)})


def written(told: Announcement, *secrets: Secret) -> dict[str, object]:
    """Give the payload as it goes over the wire, after a look at all limits."""
    made: dict[str, object] = json.loads(json.dumps(payload(told, secrets), allow_nan=False))
    check(made)
    return made


def check(made: dict[str, object]) -> None:
    """Hold a payload against the limits of Discord's reference, counted in UTF-16 units."""
    embeds = made["embeds"]
    assert made["allowed_mentions"] == {"parse": []}
    assert isinstance(made["content"], str)
    assert 1 <= units(made["content"]) <= 2000
    assert isinstance(embeds, list)
    assert 1 <= len(embeds) <= 10
    total = 0
    for embed in embeds:
        assert set(embed) <= {"title", "color", "description", "fields", "url"}
        assert 1 <= units(embed["title"]) <= 256
        assert 1 <= units(embed["description"].strip()) <= 4096
        assert 0 <= embed["color"] <= 0xFFFFFF
        assert len(embed.get("fields", ())) <= 25
        total += units(embed["title"]) + units(embed["description"])
        for each in embed.get("fields", ()):
            assert 1 <= units(each["name"].strip()) <= 256
            assert 1 <= units(each["value"].strip()) <= 1024
            total += units(each["name"]) + units(each["value"])
    assert total <= 6000


def first(made: dict[str, object]) -> Any:  # noqa: ANN401 - as JSON is
    """Give the first embed."""
    embeds: Any = made["embeds"]
    return embeds[0]


def values(made: dict[str, object]) -> dict[str, str]:
    """Give the fields of the first embed, by name."""
    return {each["name"]: each["value"] for each in first(made)["fields"]}


# ------------------------------------------------------------------ what it says


def test_a_success_says_what_is_live_and_how() -> None:
    made = written(announced(Outcome.SUCCEEDED, dependencies="installed with the wheel"))
    embed = first(made)
    assert embed["title"] == "Deployment: done"
    assert NEW in embed["description"]
    assert embed["url"] == RUN
    said = values(made)
    assert said["Dependencies"] == "installed with the wheel"
    assert said["It took"] == "2 min 5 s"
    assert RUN in said["Where the log is"]
    assert "reports\\/ai" in said["Where the log is"]
    assert {"Why", "Next", "The end of the log"}.isdisjoint(said)


def test_a_failure_says_why_and_what_next() -> None:
    said = values(written(announced(Outcome.ROLLED_BACK)))
    assert said["Why"] == "```\nverify: it answered 500\n```"
    assert said["Next"] == "```\nLook at error.log\n```"
    assert said["The end of the log"] == "```\nfirst line\nlast line\n```"


def test_each_exit_code_has_a_colour_and_words_of_its_own() -> None:
    outcomes = (Outcome.SUCCEEDED, Outcome.ROLLED_BACK, Outcome.REFUSED, Outcome.NEEDS_PERSON)
    embeds = [first(written(announced(outcome))) for outcome in outcomes]
    assert len({embed["color"] for embed in embeds}) == 4
    assert len({embed["title"] for embed in embeds}) == 4


def test_an_unknown_exit_code_calls_for_a_person() -> None:
    made = written(announced(Outcome.SUCCEEDED, code=137))
    assert "a person must look" in first(made)["title"]


@pytest.mark.parametrize(
    ("live", "words"),
    [
        (None, "not known"),
        (NOTHING, "nothing, or nothing that can be read"),
        (Serving(release="r1", commit=None), r"release r1, of no known commit"),
        (Serving(release="r1", commit=OLD), rf"commit {OLD} \(release r1\)"),
    ],
)
def test_what_is_live_is_said_first(live: Serving | None, words: str) -> None:
    made = written(replace(announced(Outcome.SUCCEEDED), live=live))
    assert words in first(made)["description"]
    assert words in str(made["content"])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.4, "59 s"), (1800, "30 min 0 s"), (-1, "0 s"), (float("nan"), "0 s")],
)
def test_how_long_it_took(seconds: float, words: str) -> None:
    told = replace(announced(Outcome.SUCCEEDED), duration_s=seconds)
    assert values(written(told))["It took"] == words


@pytest.mark.parametrize(
    "url",
    [
        *("http://github.com/x", "javascript:alert(1)", "https://a b", "https://x/)](y", ""),
        *("https://me:word@github.com/x", f"https://x/{'a' * 3000}", "https://x/\u202e"),
    ],
)
def test_a_run_that_is_no_plain_address_is_no_link(url: str) -> None:
    made = written(replace(announced(Outcome.SUCCEEDED), run_url=url))
    assert "url" not in first(made)
    assert "://" not in values(made)["Where the log is"]


# ------------------------------------------------------------------ several hosts


def test_several_hosts_have_a_table_with_the_worst_first() -> None:
    reports: dict[str, object] = {
        "i-a": report(Outcome.SUCCEEDED),
        "i-b": report(Outcome.ROLLED_BACK),
        "i-c": None,
    }
    facts = Facts(operation=Operation.ROLLBACK, exit_code=3, duration_s=1)
    made = written(announce(facts, reports))
    assert "not the same on all hosts" in str(made["content"])
    table = made["embeds"][1]["description"].splitlines()  # type: ignore[index]
    assert [line.split()[0] for line in table[1:-1]] == ["i-c", "i-b", "i-a"]
    assert table[2].split() == ["i-b", "went", "back", OLD[:12], "verify"]


def test_of_many_hosts_the_rest_is_counted() -> None:
    reports: dict[str, object] = {f"i-{n:04}": report(Outcome.SUCCEEDED) for n in range(500)}
    reports["i-9999"] = report(Outcome.NEEDS_PERSON)
    facts = Facts(operation=Operation.DEPLOYMENT, exit_code=3, duration_s=1)
    table = written(announce(facts, reports))["embeds"][1]["description"]  # type: ignore[index]
    lines = table.splitlines()
    assert lines[1].startswith("i-9999")
    assert re.fullmatch(r"and [0-9]+ done", lines[-2])
    assert int(lines[-2].split()[1]) + len(lines) - 4 == 500


# ------------------------------------------------------------------ whatever it is


def filled(text: str) -> Announcement:
    """Give an announcement with one text in every place that takes any."""
    end = Ending(
        host=text,
        live=Serving(release=text, commit=text),
        way=text,
        failed_step=text,
        last_lines=(text, text),
    )
    return Announcement(
        operation=Operation.ROLLBACK,
        exit_code=1,
        live=end.live,
        asked=text,
        way=(text, text),
        dependencies=text,
        failed_step=text,
        reason=text,
        advice=text,
        duration_s=1.0,
        run_url=text,
        report_key=text,
        hosts=(end, replace(end, host=f"{text}2")),
        last_lines=(text, text),
    )


def test_every_place_is_filled() -> None:
    told = filled("x")
    empty = [each.name for each in fields(told) if not getattr(told, each.name)]
    assert empty == []


@settings(max_examples=60)
@given(st.text(st.characters() | st.sampled_from("`*\\\n@<>[]😀"), max_size=3000))
def test_any_text_is_within_the_limits(text: str) -> None:
    written(filled(text))


@pytest.mark.parametrize(
    "text", ["*" * 9000, "😀" * 9000, "`" * 9000, "\n" * 9000, "\u202e" * 9000]
)
def test_long_texts_are_within_the_limits(text: str) -> None:
    written(filled(text))


def test_a_megabyte_keeps_its_tail() -> None:
    told = replace(filled("x"), reason="noise\n" * 200_000 + "the error")
    assert "the error" in values(written(told))["Why"]
    assert "characters cut" in values(written(told))["Why"]


SPELLED = {
    "itself": CANARY,
    "URL": quote(CANARY, safe=""),
    "base64": b64encode(CANARY.encode()).decode(),
    "base64 inside": b64encode(f"user:{CANARY}:x".encode()).decode(),
    "JSON": json.dumps(CANARY),
    "signed address": SIGNED,
    "escaped address": SIGNED.replace("&", "\\u0026"),
}


@pytest.mark.parametrize("spelling", sorted(SPELLED))
def test_no_secret_is_told_wherever_it_stands(spelling: str) -> None:
    text = SPELLED[spelling]
    for made in (written(filled(text), SECRET), written(filled(f"a {text}\n{'x' * 880}"), SECRET)):
        shown = json.dumps(made, ensure_ascii=False).replace("\\", "")
        assert "canary" not in shown
        assert b64encode(b"canary").decode()[:6] not in shown
        assert b64encode(b"xcanary").decode()[3:8] not in shown


def test_a_secret_is_blotted_before_anything_is_cut() -> None:
    told = replace(filled("x"), reason=f"{CANARY}{'y' * 880}")
    for cut in range(60):
        reason = f"{'z' * 400}{CANARY}{'y' * (850 + cut)}"
        said = values(written(replace(told, reason=reason), SECRET))["Why"]
        assert CANARY[-6:] not in said
