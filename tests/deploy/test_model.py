"""Tests of the nouns: ids of backups, moments, exit codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.errors import Refused
from deploy.model import Outcome, iso_of, moment_of, parse_backup_id, stamp_of

STAMP = "20260127150000"


@pytest.mark.parametrize("text", [STAMP, f"code_{STAMP}", f"wheel_{STAMP}"])
def test_an_id_has_three_forms(text: str) -> None:
    assert parse_backup_id(text) == STAMP


@given(st.text())
def test_whatever_passes_for_an_id_is_a_stamp(text: str) -> None:
    try:
        stamp = parse_backup_id(text)
    except Refused:
        return
    assert stamp_of(moment_of(stamp)) == stamp


@pytest.mark.parametrize("text", ["20261301000000", "00000000000000", "20260230000000"])
def test_an_id_names_a_moment(text: str) -> None:
    with pytest.raises(Refused, match="names no moment"):
        parse_backup_id(text)


@given(st.integers(0, 4_000_000_000))
def test_a_moment_is_written_and_read_back(moment: int) -> None:
    assert moment_of(stamp_of(moment)) == moment


def test_moments_are_written_in_utc() -> None:
    assert (stamp_of(0), iso_of(0)) == ("19700101000000", "1970-01-01T00:00:00+00:00")


def test_the_exit_codes_are_the_contract_s() -> None:
    assert {outcome.value: outcome.exit_code for outcome in Outcome} == {
        "succeeded": 0,
        "rolled back": 1,
        "refused": 2,
        "cleared": 3,
        "needs a person": 3,
    }
