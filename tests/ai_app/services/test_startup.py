"""Tests of what the service finds out when it starts."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from schemas.release import Release, Startup
from services.startup import start
from tests.ai_app.conftest import RECORD

SEOUL = timezone(timedelta(hours=9))
STARTED_AT = "2026-01-02T03:04:05.000006Z"


def now() -> datetime:
    return datetime(2026, 1, 2, 12, 4, 5, 6, tzinfo=SEOUL)


def test_it_finds_the_release_and_tells_the_time_in_utc(release_file: Path) -> None:
    assert start(release_file=release_file, now=now) == Startup(
        started_at=STARTED_AT, release=Release(**RECORD), problem=None
    )


def test_without_a_record_nothing_is_wrong(tmp_path: Path) -> None:
    assert start(release_file=tmp_path / "none", now=now) == Startup(
        started_at=STARTED_AT, release=None, problem=None
    )


def test_a_malformed_record_is_a_problem_and_not_a_crash(release_file: Path) -> None:
    release_file.write_text("{", encoding="utf-8")
    found = start(release_file=release_file, now=now)
    assert found.release is None
    assert found.problem is not None
    assert "release.json" in found.problem
