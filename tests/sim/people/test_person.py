"""The operator of the model: what a person does is done at once, and is no effect of a run."""

import ast
from pathlib import Path

import pytest

from deploy.ports import Kind
from sim.harm.events import EVENTS
from sim.harm.faults import parse_plan
from sim.oracles.violation import Violation
from sim.people.person import SimOperator
from sim.states import start
from sim.states.places import APP, CONFIG, HEALTH_URL, PORT
from sim.states.start import SETTLE_S, Start, request
from sim.stories import repertoire, scenarios
from sim.world import World

CHECKPOINTS = {"bare", "one_release", "two_releases", "three_releases", "predecessor"}
INSIDES = {
    "sim.world",
    "sim.machinery.machine",
    "sim.storage.disk",
    "sim.ports.host",
    "sim.people.person",
}


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
    forced = {"goes_over_and_back", "goes_over_in_vain"}
    chance = {"stamp_taken", "files_alone_stopped", "adoption_flaps", "orphan_about_to_listen"}
    parts = {"unread_secrets", "secrets_are_everywhere", "finishes_without_ground"}
    index = {"restore_hand_installed"}
    mounts = {"uploads_mounted", "venv_mounted"}
    assert found == {*chance, *parts, *index, *forced, *mounts}


def test_no_scenario_looks_into_the_world(root: Path) -> None:
    states = (root / "sim" / "states" / name for name in ("front.py", "hosts.py", "past.py"))
    for path in (*root.glob("sim/catalogue/*.py"), *states):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in INSIDES, path


def test_the_clock_is_set_and_nothing_else(world: World) -> None:
    person = SimOperator(world)
    said, passed, process = person.now(), world.machine.now, person.listener(PORT)
    person.step_clock(-3600)
    assert person.now() == said - 3600
    assert (world.machine.now, person.listener(PORT)) == (passed, process)
    assert world.fork().ahead_s == -3600


def test_what_was_taken_from_a_host_is_given_back(world: World) -> None:
    person = SimOperator(world)
    room = world.disk.free
    person.fill_disk(leaving=1)
    person.cut_index()
    person.hold_lock()
    assert (world.disk.free, world.index_up, person.is_locked()) == (1, False, True)
    person.make_room()
    person.open_index()
    person.let_lock_go()
    assert (world.disk.free, world.index_up, person.is_locked()) == (room, True, False)


def test_a_month_passes_at_once_though_an_app_crashes_in_a_loop(world: World) -> None:
    person = SimOperator(world)
    main = f"{person.resolve(CONFIG.layout.live)}/api/main.py"
    person.put(main, person.read(main).replace(b"SIM = {", b'SIM = {"fails_after_s": 1.2, '))
    holder = person.listener(PORT)
    assert holder is not None
    person.kill(holder.pid)
    before = world.machine.now
    person.pass_days(30)
    assert world.machine.now == before + 30 * 86_400
    assert 0 < sum(entry.restarts for entry in world.machine.entries.values()) < 1000
    assert all(event.at >= world.machine.now for event in world.machine.events)


def test_a_second_operator_is_refused_while_a_deployer_works(world: World) -> None:
    told = SimOperator(world).deploy(
        CONFIG, request("B"), ("0.run.pm2@start#1=second_operator_tries",)
    )
    assert told is not None
    assert told.exit_code == 0


def test_a_second_operator_meets_no_fault_of_a_deployer_that_lets_its_lock_go() -> None:
    """Its recovery meets what it would have met without them: their plan is not its plan."""
    fault = "upgrade:0.files.read@check#1=error!"
    alone = repertoire.replay(fault)
    lock, *_ = (e.site for e in alone.trace if e.op == "files.lock" and e.step == "check")
    together = repertoire.replay(f"{fault}+{lock}=second_operator_tries")
    assert together.verdicts[0] == alone.verdicts[0] == "3"


def test_a_second_operator_comes_only_where_one_is_at_work() -> None:
    world = start.two_releases().fork()
    before = world.disk.names(APP)
    EVENTS["second_operator_tries"](SimOperator(world))
    assert world.disk.names(APP) == before


def test_a_second_operator_who_is_let_in_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SimOperator, "is_locked", lambda _: True)
    with pytest.raises(Violation, match="was let in"):
        EVENTS["second_operator_tries"](SimOperator(start.two_releases().fork()))
