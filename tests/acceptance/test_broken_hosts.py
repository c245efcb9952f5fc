"""The statements are worth something: of a broken host the right ones are false, and no others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.people.person import SimOperator
from sim.sandbox.operator import SandboxOperator
from sim.sandbox.stage import Stage
from sim.shell import backends
from sim.states import hosts, start
from tests.acceptance.broken import GONE, SPOTS, STATES, Break, false_of, statements
from tests.acceptance.seen import Seen, settings

BREAKS = {**STATES, **SPOTS, **GONE}
FEWEST = 40


def named(act: Break) -> str:
    return str(getattr(act, "__name__", act))


def test_there_are_statements_enough() -> None:
    assert len(list(statements())) >= FEWEST


def test_none_is_false_of_a_healthy_host() -> None:
    world = start.two_releases().fork()
    assert false_of(Seen(backends.of_world(world), settings({}))) == set()


@pytest.mark.parametrize("act", BREAKS, ids=named)
def test_of_a_broken_host_the_right_ones_are_false(act: Break) -> None:
    world = start.two_releases().fork()
    act(SimOperator(world))
    assert false_of(Seen(backends.of_world(world), settings({}))) == set(BREAKS[act])


def test_a_host_without_the_service_is_not_called_healthy() -> None:
    world = start.bare().fork()
    found = false_of(Seen(backends.of_world(world), settings({})))
    assert {"the_pointer_names_one_of_the_releases", "the_health_check_is_answered_well"} <= found


def test_a_host_of_the_predecessor_is_not_called_healthy() -> None:
    world = start.predecessor().fork()
    found = false_of(Seen(backends.of_world(world), settings({})))
    assert {"a_link_leads_through_the_pointer", "the_code_lies_in_the_release"} <= found


def test_other_tenants_can_be_named() -> None:
    world = start.two_releases().fork()
    given = settings({"REFIT_TENANTS": "backend:8080,frontend:3000"})
    found = false_of(Seen(backends.of_world(world), given))
    assert {"the_other_tenants_are_online", "the_other_tenants_listen"} <= found


@pytest.fixture
def operator(stage: Stage) -> Iterator[SandboxOperator]:
    with stage.set(start.two_releases) as made:
        hosts.until_it_serves(made)
        yield made


def seen_of(operator: SandboxOperator) -> Seen:
    return Seen(backends.of_sandbox(Path(operator.host.ground.root) / "run"), settings({}))


@pytest.mark.real
@pytest.mark.parametrize("act", STATES, ids=named)
def test_of_real_parts_the_same_ones_are_false(act: Break, operator: SandboxOperator) -> None:
    act(operator)
    assert false_of(seen_of(operator)) == set(STATES[act])


@pytest.mark.real
def test_of_real_files_the_same_ones_are_false(operator: SandboxOperator) -> None:
    for act in SPOTS:
        act(operator)
    expected = {name for names in SPOTS.values() for name in names}
    assert false_of(seen_of(operator)) == expected
