"""A secret shows as its name wherever anybody might look."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import pytest

from deploy.control.secret import Secret

VALUE = "canary-of-a-secret"
SECRET = Secret("DISCORD_WEBHOOK", VALUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    webhook: Secret
    region: str = "ap-northeast-2"


SHOWN: dict[str, Callable[[Secret], str]] = {
    "repr": repr,
    "str": str,
    "ascii": ascii,
    "f-string": lambda secret: f"{secret} {secret!r} {secret!s} {secret:>40} {secret=}",
    "format": "{0} {0:<30}".format,
    "percent": lambda secret: "%s %r" % (secret, secret),  # noqa: UP031 - this very form
    "dataclass": lambda secret: repr(Settings(webhook=secret)),
    "asdict": lambda secret: repr(asdict(Settings(webhook=secret))),
    "replace": lambda secret: repr(replace(Settings(webhook=secret), region="")),
    "containers": lambda secret: f"{[secret]} { ({secret: secret}) } {(secret,)} { {secret} }",
    "exception": lambda secret: f"{ValueError(secret)} {ValueError(secret)!r}",
    "json with default": lambda secret: json.dumps({"a": secret}, default=str),
    "copies": lambda secret: f"{copy.copy(secret)} {copy.deepcopy([secret])}",
    "hash": lambda secret: str(hash(secret)),
    "members": lambda secret: f"{dir(secret)} {type(secret).__dict__}",
}


@pytest.mark.parametrize("form", sorted(SHOWN))
def test_it_shows_as_its_name(form: str) -> None:
    text = SHOWN[form](SECRET)
    assert "canary" not in text
    assert form in {"hash", "members"} or "[DISCORD_WEBHOOK]" in text


WRITES: dict[str, Callable[[], object]] = {
    "pickle": lambda: pickle.dumps(SECRET),
    "pickle in a value": lambda: pickle.dumps(Settings(webhook=SECRET)),
    "json": lambda: json.dumps({"webhook": SECRET}),
    "vars": lambda: vars(SECRET),
    "join": lambda: ",".join([SECRET]),  # type: ignore[list-item]  # noqa: FLY002 - this very form
    "add": lambda: "x" + SECRET,  # type: ignore[operator]
    "iterate": lambda: list(SECRET),  # type: ignore[call-overload]
    "bytes": lambda: bytes(SECRET),  # type: ignore[call-overload]
}


@pytest.mark.parametrize("way", sorted(WRITES))
def test_it_is_written_nowhere_and_the_refusal_holds_no_value(way: str) -> None:
    with pytest.raises(TypeError) as caught:
        WRITES[way]()
    assert "canary" not in "".join(traceback.format_exception(caught.value))


def test_a_log_shows_its_name(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger().debug("posting to %s", SECRET)
    assert caplog.messages == ["posting to [DISCORD_WEBHOOK]"]


def test_it_does_not_change() -> None:
    with pytest.raises(AttributeError, match="DISCORD"):
        SECRET.name = "other"
    with pytest.raises(AttributeError, match="DISCORD"):
        del SECRET.name
    assert SECRET.reveal() == VALUE


def test_two_are_the_same_by_value() -> None:
    assert Secret("A", VALUE) == Secret("B", VALUE)
    assert Secret("A", VALUE) != Secret("A", "other")
    assert Secret("A", "\udc80") != VALUE
    assert bool(SECRET)
    assert not Secret("A", "")
