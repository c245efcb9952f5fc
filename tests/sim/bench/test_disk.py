"""Disk: what was added, each file once however many links it has."""

import os
from pathlib import Path

from sim.bench import disk


def test_a_second_link_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"x" * 100_000)
    before = disk.used([tmp_path])
    os.link(tmp_path / "cache", tmp_path / "environment")
    assert disk.added_bytes(before, disk.used([tmp_path])) == 0


def test_a_copy_adds_its_blocks_and_its_directory(tmp_path: Path) -> None:
    before = disk.used([tmp_path])
    (tmp_path / "release").mkdir()
    (tmp_path / "release/file").write_bytes(os.urandom(100_000))
    os.link(tmp_path / "release/file", tmp_path / "release/again")
    added = disk.added_bytes(before, disk.used([tmp_path]))
    assert 100_000 <= added <= 130_000


def test_what_is_gone_takes_nothing_away(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"x" * 10_000)
    before = disk.used([tmp_path])
    (tmp_path / "old").unlink()
    assert disk.added_bytes(before, disk.used([tmp_path])) == 0


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "nowhere").symlink_to("/nonexistent")
    assert disk.used([tmp_path])
    assert disk.used([tmp_path / "absent"]) == {}
