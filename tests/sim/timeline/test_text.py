"""A timeline on a terminal: a hundred columns, no colour where none goes to a terminal."""

import io

import pytest
from rich.console import Console

from sim.timeline import text
from sim.timeline.model import Chronicle
from tests.sim.timeline.chronicles import FAULT, hostile, objected, told


def printed(chronicle: Chronicle) -> list[str]:
    stream = io.StringIO()
    text.write(chronicle, Console(file=stream, width=text.WIDTH, highlight=False))
    return stream.getvalue().splitlines()


def test_it_fits_in_a_hundred_columns() -> None:
    lines = printed(told(FAULT))
    assert [line for line in lines if len(line.rstrip()) > text.WIDTH and "why:" not in line] == []


def test_a_pipe_gets_no_colour() -> None:
    assert "\x1b" not in "".join(printed(told(FAULT)))


def test_a_reader_finds_the_fault_the_difference_the_phases_and_what_is_served() -> None:
    lines = printed(told(FAULT))
    whole = "\n".join(lines)
    assert [line for line in lines if "⚡ run.pm2#1" in line and "[fails]" in line]
    assert [line for line in lines if "≠ files.read#1" in line]
    assert [line for line in lines if "● phase: changing" in line]
    assert "● 1.41 s: nothing answers" in whole
    assert "── stop  End the service and see its port free" in whole
    assert lines[-1].startswith("No oracle objected. restore_latest")


def test_an_objection_is_the_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(objected(monkeypatch))[-1].startswith("Violation: verdict")


def test_every_host_has_its_own_steps() -> None:
    whole = "\n".join(printed(told("control.release")))
    assert "── control side: watch" in whole
    assert "── i-00000000000000001: fetch" in whole


def test_nothing_unseen_reaches_a_terminal() -> None:
    assert all(line.isprintable() for line in printed(hostile()))


@pytest.mark.parametrize(
    ("long", "room", "short"),
    [("abc", 3, "abc"), ("abcdefghij", 6, "ab…hij"), ("abcdefghij", 3, "a…j")],
)
def test_the_end_of_a_long_path_is_kept(long: str, room: int, short: str) -> None:
    assert text.middle(long, room) == short
