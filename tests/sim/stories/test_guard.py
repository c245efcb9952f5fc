"""The guard: what an open deployment leads to, and what may not go before it is proven."""

import pytest

from sim.catalogue.halves import was_cut_off, was_cut_off_late
from sim.oracles import truth
from sim.people.person import SimOperator
from sim.states import start
from sim.states.places import APP
from sim.states.start import Change
from sim.stories import guard
from sim.world import World


def cut_off(change: Change) -> World:
    return start.changed(start.one_release, change)().fork()


def test_where_all_is_closed_what_is_live_may_not_go() -> None:
    world = start.one_release().fork()
    assert guard.led_back_to(world) == truth.LIVE
    assert guard.watch_of(world, {}, had="A").proven == world.disk.canonical(f"{APP}/current")


def test_a_deployment_that_is_not_proven_leads_back_to_the_release_before() -> None:
    world = cut_off(was_cut_off)
    before = SimOperator(start.one_release()).resolve(f"{APP}/current")
    assert guard.led_back_to(world) == f"{before}/ai_app"
    assert guard.watch_of(world, {}, had="A").proven == before


def test_a_deployment_that_is_proven_is_gone_on_with() -> None:
    world = cut_off(was_cut_off_late)
    before = SimOperator(start.one_release()).resolve(f"{APP}/current")
    assert truth.phase(world) == "committed"
    assert guard.led_back_to(world) == truth.LIVE
    proven = guard.watch_of(world, {}, had="B").proven
    assert proven == world.disk.canonical(f"{APP}/current") != before


@pytest.mark.parametrize("change", [was_cut_off, was_cut_off_late])
def test_the_environment_of_what_is_kept_is_kept_too(change: Change) -> None:
    watch = guard.watch_of(cut_off(change), {}, had="A")
    assert watch.proven is not None
    assert (watch.environment or "").rpartition("/")[2] == watch.proven.rpartition("/")[2]
