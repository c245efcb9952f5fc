"""Tests of how an app behaves, as its entry module says, whatever became of that."""

import pytest

from sim.goods import wheels
from sim.machinery.behaviour import Behaviour, behaviour_of
from sim.storage.nodes import flipped

MAIN = wheels.entry_module("X", '{"health": 500}')


def test_it_is_read_from_the_entry_module() -> None:
    assert behaviour_of(MAIN).health == 500
    assert behaviour_of(b"app = 1\n") == Behaviour()
    assert not behaviour_of(b"").imports


def test_a_name_that_has_changed_is_asked_for_by_nobody() -> None:
    assert behaviour_of(MAIN.replace(b'"health"', b'"iealth"')).health == 200


def test_what_is_no_text_any_more_does_not_import() -> None:
    assert not behaviour_of(MAIN.replace(b"500", b"5&0")).imports


def test_whichever_byte_flips_it_is_some_behaviour() -> None:
    begin = MAIN.rindex(b"\nSIM = ")
    for chance in range(7 * len(MAIN[begin:])):
        damaged = MAIN[:begin] + flipped(MAIN[begin:], chance)
        assert isinstance(behaviour_of(damaged), Behaviour)


def test_a_wheel_behaves_in_no_way_that_nobody_knows() -> None:
    with pytest.raises(AssertionError, match="helth"):
        wheels.entry_module("X", '{"helth": 500}')
