"""Redaction: a secret is told neither where its file reads badly, nor where it cannot be read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from deploy import redaction
from deploy.host import Host
from deploy.ports import Files
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


@pytest.mark.parametrize("ways", [("flipped",), ("well", "flipped")])
def test_one_bad_read_tells_no_secret(ways: tuple[str, ...]) -> None:
    assert redaction.redact(host_that_reads(*ways), SAID).endswith("no such user: [PASSWORD]")


@pytest.mark.parametrize("ways", [("error",), ("denied", "denied"), ("flipped", "error")])
def test_of_what_nobody_can_compare_only_our_own_words_are_told(ways: tuple[str, ...]) -> None:
    assert redaction.redact(host_that_reads(*ways), SAID) == f"uv venv failed: {redaction.UNTOLD}"
    assert redaction.redact(host_that_reads(*ways), "Is a directory (/srv)") == (
        "Is a directory (/srv)"
    )


def test_where_there_is_no_such_file_there_is_nothing_to_hide() -> None:
    host = host_that_reads()
    host.files.remove(PATH)
    assert redaction.redact(host, SAID) == SAID
