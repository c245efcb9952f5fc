"""Keys: who asks, and what they may do. `python -m api.keys NAME read write` makes one."""

import argparse
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from api.settings import KeySetting, Scope

PREFIX = "refit_"
"""So that a key which leaked into a repository is found by those who scan for such."""
RANDOM_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who asks."""

    name: str
    scopes: frozenset[Scope]


EVERYBODY = Client(name="development", scopes=frozenset({"read", "write", "admin"}))
"""Who asks where no key is wanted."""


def client_of(key: str, known: Mapping[str, KeySetting]) -> Client | None:
    """Return whose key this is; None for nobody's.

    Every key is compared, each in constant time: how long it takes tells nothing of them.
    """
    digest = digest_of(key)
    found = None
    for name, setting in known.items():
        if hmac.compare_digest(setting.sha256, digest):
            found = Client(name=name, scopes=setting.scopes)
    return found


def digest_of(key: str) -> str:
    """Return what of a key may be written down."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def main() -> None:
    """Print a new key for its client, and what the service is to know of it."""
    command = argparse.ArgumentParser(prog="python -m api.keys", description=main.__doc__)
    command.add_argument("name", help="of the client")
    command.add_argument("scope", nargs="+", choices=("read", "write", "admin"))
    asked = command.parse_args()
    key = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    setting = {"sha256": digest_of(key), "scopes": sorted(set(asked.scope))}
    print("For the client; it is shown this once:", key, sep="\n")  # noqa: T201
    print("\nFor API_KEYS in .env, among the others:")  # noqa: T201
    print(json.dumps({asked.name: setting}))  # noqa: T201


if __name__ == "__main__":
    main()
