"""The environment of the control side: empty, half set and hostile values are refused by name."""

import re
from collections.abc import Mapping

import pytest

from deploy.control import settings
from deploy.control.settings import FORMS, SECRETS
from deploy.errors import Refused
from sim.control import estate
from tests.hostile import HOSTILE, WEBHOOKS, every

GOOD: Mapping[str, str] = {
    **estate.SECRETS,
    **estate.PLAIN,
    "EC2_INSTANCE_ID": "i-0123456789abcdef0",
    "AWS_REGION": "ap-northeast-2",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_OUTPUT": "/home/runner/output",
}
NAMES = sorted({*FORMS, *SECRETS, "SERVER_BASE_PATH"} & set(GOOD))


def test_good_ones_are_taken() -> None:
    found = settings.read(GOOD, *GOOD)
    assert (found.bucket, found.base) == ("artifacts", "/home/ubuntu/refit")
    assert found.run == "run-4711-2"
    assert found.run_url == "https://github.com/refit/service/actions/runs/4711"
    assert {secret.name for secret in found.secrets} == set(estate.SECRETS)


def test_what_is_not_needed_may_be_missing() -> None:
    found = settings.read({})
    assert (found.region, found.base) == ("ap-northeast-2", "/home/ubuntu/refit")
    assert (found.bucket, found.webhook, found.run_url) == (None, None, None)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("empty", ["", " ", "\n"])
def test_an_empty_one_is_refused_by_name(name: str, empty: str) -> None:
    """I13: an empty health URL meant "skip, ok"; CI passes a secret that nobody set as nothing."""
    with pytest.raises(Refused, match=name):
        settings.read({**GOOD, name: empty})


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_half_of_a_pair_is_refused_by_name(name: str) -> None:
    half = {key: value for key, value in GOOD.items() if key != name}
    with pytest.raises(Refused, match=f"{name} is not set"):
        settings.read(half)


@pytest.mark.parametrize("name", ["S3_ARTIFACTS_BUCKET", "EC2_INSTANCE_ID"])
def test_what_is_needed_and_missing_is_refused_by_name(name: str) -> None:
    with pytest.raises(Refused, match=f"{name} is not set"):
        settings.read({key: value for key, value in GOOD.items() if key != name}, name)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Refused) as caught:
        settings.read({**GOOD, "EC2_INSTANCE_ID": "", "AWS_REGION": "x", "SERVER_BASE_PATH": "/"})
    for name in ("EC2_INSTANCE_ID", "AWS_REGION", "SERVER_BASE_PATH"):
        assert name in caught.value.reason


FINE = {
    "S3_ARTIFACTS_BUCKET": re.compile(FORMS["S3_ARTIFACTS_BUCKET"]),
    "GITHUB_REPOSITORY": re.compile(FORMS["GITHUB_REPOSITORY"]),
    "GITHUB_OUTPUT": re.compile(FORMS["GITHUB_OUTPUT"]),
    "GITHUB_TOKEN": re.compile(SECRETS["GITHUB_TOKEN"]),
    "AWS_SECRET_ACCESS_KEY": re.compile(SECRETS["AWS_SECRET_ACCESS_KEY"]),
    "SERVER_BASE_PATH": re.compile(r"(?!.*\.\.)/+[^/\x00-\x1f][^\x00-\x1f]*"),
}
"""Where a text of the table may be a right one: a name like another, a directory like another."""
TEXTS = [text for text in every(HOSTILE) if "\0" not in text]
"""No variable can hold a NUL."""


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_one_is_refused_by_name_and_no_secret_is_repeated(name: str) -> None:
    wrong = [text for text in TEXTS if not (name in FINE and FINE[name].fullmatch(text))]
    assert len(wrong) > 200
    for text in wrong:
        said = refusal({**GOOD, name: text})
        assert name in said, repr(text)
        assert name not in SECRETS or len(text.strip()) < len("AKIA") or text not in said


def refusal(env: Mapping[str, str]) -> str:
    """Return why an environment is refused; nothing where it is taken."""
    try:
        settings.read(env)
    except Refused as error:
        return error.reason
    return ""


def test_a_webhook_is_refused_before_anything_is_done() -> None:
    for text in every(WEBHOOKS):
        assert "DISCORD_WEBHOOK" in refusal({**GOOD, "DISCORD_WEBHOOK": text}), repr(text)


@pytest.mark.parametrize(("port", "is_one"), [("8000", True), ("65535", True), ("65536", False)])
def test_a_port_is_one_of_those_that_there_are(port: str, is_one: bool) -> None:
    url = f"http://localhost:{port}/api/ai/health"
    if is_one:
        assert settings.read({"HEALTH_CHECK_URL": url}).health_url == url
    else:
        with pytest.raises(Refused, match="HEALTH_CHECK_URL"):
            settings.read({"HEALTH_CHECK_URL": url})
