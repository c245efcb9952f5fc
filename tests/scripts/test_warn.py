"""Tests of the warning that GitHub shows: what it says, and that nothing else gets out of it."""

import pytest

from scripts import warn

WHAT = "released without a rehearsal"


def test_a_reason_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert warn.main([WHAT, "the simulator does not know PM2 8"]) == 0
    said = "::warning title=RELEASED WITHOUT A REHEARSAL::the simulator does not know PM2 8\n"
    assert capsys.readouterr().out == said


def test_a_reason_cannot_begin_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert warn.main([WHAT, "100% sure\r\n::set-output name=a::b"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "::warning title=RELEASED WITHOUT A REHEARSAL::100%25 sure%0D%0A::set-output name=a::b"
    ]


@pytest.mark.parametrize("reason", ["", " ", "\n" * 20, "because", "x" * 501])
def test_what_is_no_reason_is_refused(reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert warn.main([WHAT, reason]) == 2
    assert "REFUSED, nothing was touched" in capsys.readouterr().err
