"""Tests of keys: whose they are, and how one is made."""

import json
import sys

import pytest

from api import keys
from api.keys import client_of, digest_of
from api.settings import KeySetting

KNOWN = {
    "shop": KeySetting(sha256=digest_of("first"), scopes=frozenset({"read"})),
    "ops": KeySetting(sha256=digest_of("second"), scopes=frozenset({"admin"})),
}


@pytest.mark.parametrize(("key", "name"), [("first", "shop"), ("second", "ops")])
def test_a_key_tells_its_client(key: str, name: str) -> None:
    client = client_of(key, KNOWN)
    assert client is not None
    assert (client.name, client.scopes) == (name, KNOWN[name].scopes)


@pytest.mark.parametrize("key", ["", "First", "first ", "열쇠", "\ud800", digest_of("first")])
def test_what_is_no_key_is_nobodys(key: str) -> None:
    assert client_of(key, KNOWN) is None


def test_every_key_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def compare(known: str, asked: str) -> bool:
        compared.append(known)
        return known == asked

    monkeypatch.setattr("api.keys.hmac.compare_digest", compare)
    client_of("first", KNOWN)
    assert compared == [setting.sha256 for setting in KNOWN.values()]


def test_a_made_key_is_known_by_what_is_to_be_kept_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["keys", "shop", "write", "read"])
    keys.main()
    lines = capsys.readouterr().out.splitlines()
    key, setting = lines[1], json.loads(lines[-1])
    assert key.startswith("refit_")
    assert key not in lines[-1]
    client = client_of(key, {name: KeySetting(**value) for name, value in setting.items()})
    assert client is not None
    assert (client.name, sorted(client.scopes)) == ("shop", ["read", "write"])


def test_no_two_keys_are_equal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["keys", "shop", "read"])
    keys.main()
    keys.main()
    made = [line for line in capsys.readouterr().out.splitlines() if line.startswith("refit_")]
    assert len(set(made)) == 2
