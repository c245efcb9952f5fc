"""A plan that proves nothing: which fault never fired, and what it may have meant."""

import pytest

from sim.harm import unfired
from sim.harm.faults import Site
from sim.stories import repertoire


def test_a_lost_site_is_named_with_those_near_it() -> None:
    run = repertoire.replay("upgrade:0.files.write@fetch#9=error")
    assert run.void
    said = unfired.told(run)
    assert "0.files.write@fetch#9 is no site of this run" in said
    assert "near it: 0.files.write@fetch#2, 0.files.write@fetch#1" in said


def test_a_fault_that_another_took_the_place_of_is_told_apart() -> None:
    run = repertoire.replay("upgrade:0.files.read@fetch#1=corrupt+0.files.read@fetch#1=error")
    assert run.void
    assert "0.files.read@fetch#1=corrupt had no effect" in unfired.told(run)


def test_a_step_that_was_renamed_is_found_again() -> None:
    there = [Site(0, "files.read", step, 1) for step in ("adopt", "back_up", "fetch", "flush")]
    assert unfired.nearest(Site(0, "files.read", "fetch_wheel", 1), there)[0].step == "fetch"
    near = unfired.nearest(Site(1, "files.read", "flush", 7), there)
    assert len(near) == unfired.NEAREST
    assert near[0].step == "flush"


@pytest.mark.parametrize(
    "pasted",
    [
        "'{}'",
        '"{}"',
        "{}\n",
        "  {}\r\n",
        "\u2018{}\u2019",
        "`{}`",
    ],
)
def test_an_id_is_read_as_people_paste_it(pasted: str) -> None:
    run_id = "upgrade:0.files.flush@flush#1=error!+0.run.pm2@verify#1=noise"
    assert repertoire.parse(pasted.format(run_id)) == repertoire.parse(run_id)


def test_an_id_may_be_escaped_or_broken_into_lines() -> None:
    name, plan = repertoire.parse(
        "upgrade:0.files.flush@flush\\#1=error\\!+\n  0.run.pm2@verify#1=noise"
    )
    assert name == "upgrade"
    assert [str(each) for each in plan] == [
        "0.files.flush@flush#1=error!",
        "0.run.pm2@verify#1=noise",
    ]
