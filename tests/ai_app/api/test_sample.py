"""Tests of the sample people: they are kept, and once."""

from pathlib import Path

import pytest

from adapters.database.opening import open_people
from api.sample import main


def test_they_are_kept_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'people.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    assert (main(), main()) == (0, 0)
    (line,) = set(capsys.readouterr().out.splitlines())
    people = open_people(url)
    mentors, mentees = people.mentors(limit=1_000), people.mentees(limit=1_000)
    changes = people.changes(after=0, limit=1_000)
    people.close()
    assert line == f"{len(mentors)} mentors and {len(mentees)} mentees are kept."
    assert changes.upto == len(mentors) > 200
    assert len(mentees) > 100


@pytest.mark.parametrize("url", ["sqlite:////proc/nowhere/people.db", "mysql://host/people"])
def test_where_nobody_can_be_kept_it_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert main() == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Nobody is kept: ")
