"""A host built from a snapshot is that host: it looks the same, and the same command ends alike."""

from dataclasses import replace

import pytest

from deploy import snapshot
from deploy.model import Apply
from deploy.snapshot import document
from sim.catalogue import displaced
from sim.harm.faults import parse_plan
from sim.oracles import truth
from sim.people.person import SimOperator
from sim.rehearse.building import build, config_of, transposed, unmodelled
from sim.rehearse.likeness import differences
from sim.rehearse.planned import Plan
from sim.rehearse.rehearsing import Wish, rehearse
from sim.states import start
from sim.states.places import BASE, HOME, UPLOADS
from sim.storage.nodes import File
from sim.stories import scenarios
from sim.stories.deployer import told_by
from sim.world import World
from tests.sim.rehearse.hosts import of_scenario, seen

UNKNOWABLE = {"restore_fails": "how the code of a backup behaves stands in contents alone"}
"""Scenarios whose ending no snapshot can foretell, and why; with the wheels at hand it can."""

NOT_FORESEEN = {
    "adoption_on_a_volume": "the whole app directory lies on a volume",
    "back_on_a_volume": "the whole app directory lies on a volume",
    "run_directory_on_a_volume": "the code lies on a volume, where no snapshot looks",
    "pointer_through_a_link": "the pointer goes by a link that lies elsewhere",
    "pointer_to_a_volume": "the live release lies on a volume",
    "links_by_another_name": "the links go by one that lies elsewhere",
    "environments_elsewhere": "the environments lie on a volume",
    "wrong_pm2_home": "a simulated host has its PM2 at one place",
}
"""Hosts that no snapshot holds whole, and why; a rehearsal has to say so."""


DISPLACED = tuple(each.name for each in displaced.scenarios())
"""Hosts of which nobody knows what they serve: it stands where no snapshot looks."""


def offered(world: World) -> dict[str, bytes]:
    """Return the wheels that lie on a host, by path."""
    paths = [UPLOADS.format(letter=letter) for letter in truth.names(world, "/tmp")]  # noqa: S108
    nodes = {path: world.disk.node(path) for path in paths}
    return {path: node.content for path, node in nodes.items() if type(node) is File}


def known(wheels_offered: dict[str, bytes], plan: Plan) -> dict[str, bytes]:
    """Return what is known of contents to somebody who has every wheel."""
    found: dict[str, bytes] = {}
    for content in wheels_offered.values():
        found.update(replace(plan, wheel=content).known)
    return found


def ended(world: World, name: str) -> int:
    """Run what a scenario asks for on a host, and return how it ends."""
    scenario = scenarios.named(name)
    request = scenario.asked(SimOperator(scenario.start()))
    world.begin(0)
    world.load(parse_plan("+".join(scenario.events)), SimOperator)
    told = told_by(world, scenario.config, request)
    assert told is not None
    return told.exit_code


HERE = [
    name
    for name in scenarios.names()
    if scenarios.named(name).config.base == BASE and name not in (*NOT_FORESEEN, *DISPLACED)
]


@pytest.mark.parametrize("name", HERE)
def test_every_start_state_comes_back(name: str) -> None:
    world, found, plan = of_scenario(scenarios.named(name))
    built, _ = build(found)
    assert differences(found, seen(built, scenarios.named(name).config)) == []
    wheels_offered = offered(world)
    if isinstance(plan.request, Apply) or name not in UNKNOWABLE:
        for path, content in wheels_offered.items():
            SimOperator(built).put(path, content)
        assert ended(built, name) == ended(world.fork(), name)
    whole, _ = build(found, known(wheels_offered, plan))
    for path, content in wheels_offered.items():
        SimOperator(whole).put(path, content)
    assert ended(whole, name) == scenarios.named(name).ends


@pytest.mark.parametrize("name", NOT_FORESEEN)
def test_what_is_not_foreseen_is_said(name: str) -> None:
    _, found, plan = of_scenario(scenarios.named(name))
    answer = rehearse(Wish(snapshot=found, plan=plan, age_max_s=1e12))
    about = "settings" if name == "wrong_pm2_home" else "links"
    assert about in [reason.about for reason in answer.against]
    assert not answer.goes


@pytest.mark.parametrize("name", DISPLACED)
def test_a_service_that_stands_elsewhere_is_told_as_that(name: str) -> None:
    _, found, plan = of_scenario(scenarios.named(name))
    answer = rehearse(Wish(snapshot=found, plan=plan, age_max_s=1e12))
    (said,) = (reason for reason in answer.against if reason.about == "port")
    assert "is the service, and serves from" in said.text
    assert "kill" not in said.mend
    assert (answer.goes, answer.exit_code) == (False, 2)


def test_a_difference_is_seen() -> None:
    world = start.two_releases().fork()
    found = seen(world)
    built, _ = build(found)
    SimOperator(built).put(f"{BASE}/app/ai/requirements.txt", b"other")
    said = differences(found, seen(built))
    assert said
    assert all("requirements.txt" in text or "trees" in text or "digest" in text for text in said)


def test_what_differs_from_its_manifest_differs_in_the_same_way() -> None:
    _, found, _ = of_scenario(scenarios.named("restore_damaged"))
    built, _ = build(found)
    ours, theirs = (
        [(each.path, each.missing, each.extra, each.changed) for each in one.trees]
        for one in (found, seen(built))
    )
    assert ours == theirs
    assert [each for each in ours if each[3]] != []


def test_a_host_at_another_base_is_moved_to_the_simulators() -> None:
    found = seen(start.two_releases().fork())
    text = document.body_of(found)
    moved = snapshot.parse(document.sealed(_elsewhere(text)))
    assert (moved.base, moved.home) == ("/srv/ai", "/home/admin")
    assert transposed(moved) == found
    assert config_of(transposed(moved)).base == BASE


def _elsewhere(value: object) -> dict[str, object]:
    def moved(each: object) -> object:
        if isinstance(each, dict):
            return {moved(name): moved(inner) for name, inner in each.items()}
        if isinstance(each, list):
            return [moved(inner) for inner in each]
        if isinstance(each, str) and (each == BASE or each.startswith(f"{BASE}/")):
            return "/srv/ai" + each.removeprefix(BASE)
        if isinstance(each, str) and (each == HOME or each.startswith(f"{HOME}/")):
            return "/home/admin" + each.removeprefix(HOME)
        return each

    found = moved(value)
    assert isinstance(found, dict)
    return found


def test_settings_that_no_simulated_host_has_are_named() -> None:
    found = seen(start.one_release().fork())
    assert unmodelled(found) == []
    other = replace(found, settings={**found.settings, "port": 9000, "pm2_home": "/x"})
    assert unmodelled(other) == ["port=9000", "pm2_home='/x'"]
