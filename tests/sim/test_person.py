"""The operator of the model: what a person does is done at once, and is no effect of a run."""

import ast
from pathlib import Path

import pytest

from deploy.ports import Kind
from sim import scenarios, start
from sim.faults import parse_plan
from sim.person import SimOperator
from sim.places import APP, CONFIG, HEALTH_URL, PORT
from sim.start import SETTLE_S, Start, request
from sim.world import World

CHECKPOINTS = {"bare", "one_release", "two_releases", "three_releases", "predecessor"}
INSIDES = {"sim.world", "sim.machine", "sim.disk", "sim.host", "sim.person"}


@pytest.fixture
def world() -> World:
    """Give a host that serves A."""
    return start.one_release().fork()


def test_no_fault_strikes_a_person_and_no_site_counts_them(world: World) -> None:
    world.load(parse_plan("0.run.pm2@begin#1=fails+0.http.get@begin#1=refused"))
    person = SimOperator(world)
    assert person.pm2("jlist", "--silent").code == 0
    assert person.get(HEALTH_URL) is not None
    assert (world.trace, world.counts, len(world.plan)) == ([], {}, 2)


def test_what_a_person_does_is_done_to_the_same_host(world: World) -> None:
    person = SimOperator(world)
    holder = person.listener(PORT)
    assert holder is not None
    person.kill(holder.pid)
    assert world.machine.listener(PORT) is None
    person.wait(5)
    assert person.listener(PORT) is not None
    person.pm2("stop", CONFIG.app_name)
    assert world.machine.listener(PORT) is None


def test_a_person_writes_through_links(world: World) -> None:
    person = SimOperator(world)
    world.disk.link("/tmp/link", f"{APP}/.env")  # noqa: S108 - of the simulated host
    person.put("/tmp/link", b"new")  # noqa: S108 - of the simulated host
    assert person.read(f"{APP}/.env") == b"new"
    assert person.kind("/tmp/link") is Kind.LINK  # noqa: S108 - of the simulated host


def test_a_person_deploys_and_events_happen_meanwhile(world: World) -> None:
    person = SimOperator(world)
    told = person.deploy(CONFIG, request("B"), ("0.http.get@verify#1=404",))
    assert told is not None
    assert told.exit_code == 1
    assert told.report is not None
    assert told.report["outcome"] == "rolled back"
    assert person.deploy(CONFIG, request("C"), ("0.run.pm2@start#1=kill_after",)) is None
    assert person.kind(CONFIG.layout.journal) is Kind.FILE
    recovered = person.deploy(CONFIG, None)
    assert recovered is not None
    assert person.kind(CONFIG.layout.journal) is None


def test_the_power_fails_and_comes_back(world: World) -> None:
    person = SimOperator(world)
    person.lose_power()
    assert person.get(HEALTH_URL) is None
    person.boot()
    person.wait(5)
    assert person.get("http://localhost/api/ai/health") == person.get(HEALTH_URL) is not None


def test_caddy_ends_and_starts(world: World) -> None:
    person = SimOperator(world)
    person.stop_proxy()
    assert person.get(CONFIG.caddy_admin_url) is person.get(CONFIG.proxy_url) is None
    person.start_proxy()
    assert person.get(CONFIG.proxy_url) is not None


# ------------------------------------------------------------------ start states


def starts() -> list[Start]:
    return [scenario.start for scenario in scenarios.everything().values()]


def test_every_state_is_a_walk_from_a_fresh_host() -> None:
    assert {each.chain[0].name for each in starts()} == {"bare"}
    found = {state.name for each in starts() for state in each.chain if state.checkpoint}
    assert found == CHECKPOINTS


def test_whoever_walks_the_chain_comes_to_the_same_state() -> None:
    world = start._fresh()
    for state in start.two_releases.chain:
        state.change(SimOperator(world))
        world.pass_time(SETTLE_S)
    assert world.disk.root == start.two_releases().disk.root
    assert world.machine.entries == start.two_releases().machine.entries


def test_hardly_a_scenario_is_only_modelled() -> None:
    found = {name for name, each in scenarios.everything().items() if each.only_modelled}
    assert found == {"stamp_taken"}


def test_no_scenario_looks_into_the_world(root: Path) -> None:
    folder = root / "sim"
    for path in (*folder.glob("catalogue/*.py"), *map(folder.joinpath, ("hosts.py", "past.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in INSIDES, path
