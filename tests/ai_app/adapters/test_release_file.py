"""Tests of reading the release record."""

import json
from pathlib import Path

import pytest

from adapters.release_file import MalformedRelease, read_release
from schemas.release import Release
from tests.ai_app.conftest import RECORD


def test_a_proper_record_is_read(release_file: Path) -> None:
    assert read_release(release_file) == Release(**RECORD)


def test_no_record_is_no_release(tmp_path: Path) -> None:
    assert read_release(tmp_path / "release.json") is None


def test_fields_added_later_are_let_be(release_file: Path) -> None:
    release_file.write_text(json.dumps({**RECORD, "channel": "beta"}), encoding="utf-8")
    assert read_release(release_file) == Release(**RECORD)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'"sha"', b"\xff", b'{"sha": "\xff"}'],
    ids=["empty", "torn", "list", "null", "text", "not UTF-8", "not UTF-8 inside"],
)
def test_what_is_not_a_record_is_malformed(release_file: Path, content: bytes) -> None:
    release_file.write_bytes(content)
    with pytest.raises(MalformedRelease, match=r"release\.json"):
        read_release(release_file)


@pytest.mark.parametrize("value", [None, 1, "", " ", "0123", "2026-01-01", "x" * 40 + "\n"])
@pytest.mark.parametrize("name", ["sha", "built_at"])
def test_a_field_that_says_nothing_is_malformed(
    release_file: Path, name: str, value: object
) -> None:
    release_file.write_text(json.dumps({**RECORD, name: value}), encoding="utf-8")
    with pytest.raises(MalformedRelease, match=name):
        read_release(release_file)


@pytest.mark.parametrize("name", sorted(RECORD))
def test_a_missing_field_is_malformed(release_file: Path, name: str) -> None:
    record = {key: value for key, value in RECORD.items() if key != name}
    release_file.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(MalformedRelease, match=name):
        read_release(release_file)


def test_a_folder_in_its_place_is_malformed(tmp_path: Path) -> None:
    with pytest.raises(MalformedRelease, match="cannot be read"):
        read_release(tmp_path)
