"""Tests of the oracle that obeys: it says where advice is of no help, and where it does harm."""

from dataclasses import replace

import pytest

from deploy.model import Apply, Restore
from deploy.verdict import Verdict
from sim.oracles.violation import Violation
from sim.people.person import SimOperator
from sim.states.places import APP, CONFIG
from sim.stories import advised, scenarios
from sim.stories.deployer import told_by
from sim.world import World

NAME = "pointer_deleted"


def asked(world: World) -> Apply | Restore:
    return scenarios.named(NAME).asked(SimOperator(world))


def refused() -> tuple[World, Verdict]:
    world = scenarios.named(NAME).start().fork()
    told = told_by(world, CONFIG, asked(world))
    assert told is not None
    assert told.exit_code == 2
    world.begin(1)
    return world, told


def judge(world: World, told: Verdict, advice: str) -> None:
    said = told.message.partition("  next: ")[0]
    told = replace(told, message=f"{said}  next: {advice}")
    scenario, known = scenarios.named(NAME), scenarios.known_trees(NAME)
    advised.judge(scenario, world, asked(world), told, known)


def test_what_helps_is_no_violation_and_neither_is_what_only_a_person_can_do() -> None:
    world, told = refused()
    before = world.copy()
    judge(world, told, told.message.partition("  next: ")[2])
    judge(world, told, "See: ss -ltnp")
    assert world.disk.root == before.disk.root


@pytest.mark.parametrize(
    ("advice", "why"),
    [
        (f"rm {APP}/nothing", "changes nothing"),
        (f"chmod 755 {APP}/releases", "changes nothing"),
        ("pm2 delete ai-service", "serves no more"),
    ],
)
def test_what_helps_nobody_is_one(advice: str, why: str) -> None:
    world, told = refused()
    with pytest.raises(Violation, match=f"(?s){why}"):
        judge(world, told, advice)
