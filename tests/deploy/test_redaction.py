"""Redaction: a secret is told neither where its file reads badly, nor where it cannot be read."""

import posixpath
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from deploy import redaction
from deploy.host import Host
from deploy.ports import Files
from deploy.sharing import ASIDE
from sim.ports.host import host_of
from sim.states import start
from sim.states.places import APP, CONFIG
from sim.storage.nodes import broken, flipped

PATH = f"{APP}/.env"
WORD = "hunter2-of-the-database"
SAID = f"uv venv failed: no such user: {WORD}"


class Reads:
    """Files of which one is read in the ways that are told, one after the other, then well."""

    def __init__(self, files: Files, ways: Sequence[str]) -> None:
        self.files, self.ways = files, list(ways)

    def read(self, path: str) -> bytes:
        way = self.ways.pop(0) if path == PATH and self.ways else "well"
        if way == "well":
            return self.files.read(path)
        if way == "flipped":
            return flipped(self.files.read(path), 1)
        raise broken(way, path)

    def __getattr__(self, name: str) -> object:
        return getattr(self.files, name)


def host_that_reads(*ways: str) -> Host:
    world = start.one_release().fork()
    world.disk.put(PATH, f"PASSWORD={WORD}\n".encode(), durable=True)
    host = host_of(world, CONFIG)
    return replace(host, files=cast("Files", Reads(host.files, ways)))


def test_a_secret_is_replaced_by_its_name() -> None:
    told = redaction.redact(host_that_reads(), SAID)
    assert told == "uv venv failed: no such user: [PASSWORD]"


class Unlisted(Reads):
    """Files of which no directory can be listed."""

    def names(self, path: str) -> tuple[str, ...]:
        raise broken("error", path)


def host_that_shares() -> Host:
    host = host_that_reads()
    shared = f"{CONFIG.layout.shared}/.env"
    for place, line in (
        (shared, b"KEY=newer-word\n"),
        (f"{shared}{ASIDE}2026", b"OLD=last-year\n"),
    ):
        host.files.make_directory(CONFIG.layout.shared)
        host.files.write(place, line)
    return host


def test_what_was_shared_before_is_told_no_more_than_what_is() -> None:
    said = redaction.redact(host_that_shares(), "uv venv failed: newer-word, last-year")
    assert said == "uv venv failed: [KEY], [OLD]"


def test_what_was_shared_before_is_not_told_where_nothing_is_shared_any_more() -> None:
    host = host_that_shares()
    host.files.remove(f"{CONFIG.layout.shared}/.env")
    assert redaction.redact(host, "uv venv failed: last-year") == "uv venv failed: [OLD]"


def test_where_nobody_sees_what_was_shared_before_only_our_own_words_are_told() -> None:
    host = host_that_shares()
    unlisted = replace(host, files=cast("Files", Unlisted(host.files, ())))
    said = redaction.redact(unlisted, "uv venv failed: last-year")
    assert said == f"uv venv failed: {redaction.UNTOLD}"


@pytest.mark.parametrize("ways", [("flipped",), ("well", "flipped")])
def test_one_bad_read_tells_no_secret(ways: tuple[str, ...]) -> None:
    assert redaction.redact(host_that_reads(*ways), SAID).endswith("no such user: [PASSWORD]")


@pytest.mark.parametrize("ways", [("error",), ("denied", "denied"), ("flipped", "error")])
def test_of_what_nobody_can_compare_only_our_own_words_are_told(ways: tuple[str, ...]) -> None:
    assert redaction.redact(host_that_reads(*ways), SAID) == f"uv venv failed: {redaction.UNTOLD}"
    assert redaction.redact(host_that_reads(*ways), "Is a directory (/srv)") == (
        "Is a directory (/srv)"
    )


def test_of_many_colons_the_first_ends_our_own_words() -> None:
    told = redaction.redact(host_that_reads("error"), f"uv failed: login as {WORD}: denied: {WORD}")
    assert told == f"uv failed: {redaction.UNTOLD}"


def test_where_there_is_no_such_file_there_is_nothing_to_hide() -> None:
    host = host_that_reads()
    host.files.remove(PATH)
    assert redaction.redact(host, SAID) == SAID


def host_with(content: bytes, path: str = PATH) -> Host:
    world = start.one_release().fork()
    world.disk.make_directory(posixpath.dirname(path))
    world.disk.put(path, content, durable=True)
    return host_of(world, CONFIG)


SECRET = "xK9-of-the-database"  # noqa: S105 - of nothing


@pytest.mark.parametrize(
    "line",
    [
        f"KEY={SECRET} # a remark",
        f'KEY="{SECRET}" # a remark',
        f'KEY="begin\n{SECRET}\nend"',
        f"KEY=postgresql://refit:{SECRET}@db/refit",
        f"KEY=redis://:{SECRET}@db",
        f"KEY=postgresql://refit:{SECRET.replace('-', '%2D')}@db/refit",
    ],
)
def test_a_secret_is_known_however_it_is_written(line: str) -> None:
    assert redaction.redact(host_with(line.encode()), f"it said: {SECRET}") == "it said: [KEY]"


@pytest.mark.parametrize("place", [CONFIG.layout.live, CONFIG.layout.shared])
@pytest.mark.parametrize("name", [".env.local", ".env.production"])
def test_a_secret_is_known_of_each_file_that_is_kept(place: str, name: str) -> None:
    host = host_with(f"KEY={SECRET}\n".encode(), f"{place}/{name}")
    assert redaction.redact(host, f"it said: {SECRET}") == "it said: [KEY]"


def test_own_words_are_told_but_beside_their_name_and_in_an_address() -> None:
    host = host_with(b"DB_PASSWORD=refit\nURL=postgresql://refit:ubuntu@db/refit\n")
    mend = f"python3 -m deploy recover --base {CONFIG.base}"
    assert redaction.redact(host, mend) == mend
    assert redaction.redact(host, "it said: DB_PASSWORD=refit") == "it said: [DB_PASSWORD]"
    told = redaction.redact(host, "it said: mysql://refit:ubuntu@other/refit")
    assert told == "it said: mysql://refit:[hidden]@other/refit"


def test_what_would_garble_a_message_is_short_or_our_own() -> None:
    host = host_with(b"PORT=8000\nYEAR=2026\nDEBUG=false\nUPLOADS=" + CONFIG.base.encode())
    said = f"port 8000 is taken: {CONFIG.base}/app since 20260127150000, false alarm"
    assert redaction.redact(host, said) == said
