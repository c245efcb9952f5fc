"""The fake PM2 behaves as the real one was seen to, row by row."""

import json
from typing import Any

import pytest

from deploy.ports import Result
from sim.oracles import truth
from sim.people.person import SimOperator
from sim.programs.pm2 import command as pm2
from sim.states import hosts, start
from sim.states.places import APP, CONFIG, PM2_HOME
from sim.storage.nodes import File
from sim.world import World

FILE = CONFIG.layout.pm2_config
START = ("start", FILE, "--only", "ai-service", "--env", "production")


def run(world: World, *words: str) -> Result:
    return pm2.run(world, words, {"PM2_HOME": PM2_HOME, "NO_COLOR": "1"})


def listed(world: World) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(run(world, "jlist", "--silent").out)
    return [item for item in items if item["name"] == "ai-service"]


def status(world: World) -> list[tuple[str, int]]:
    return [(i["pm2_env"]["status"], i["pm2_env"]["restart_time"]) for i in listed(world)]


@pytest.fixture
def world() -> World:
    """Give a host that serves A."""
    return start.one_release().fork()


@pytest.fixture
def empty() -> World:
    """Give a host on which PM2 knows nothing and does not run."""
    world = World()
    world.disk.make_directory(PM2_HOME)
    world.disk.put(f"{PM2_HOME}/touch", b"1", durable=True)
    return world


def serving(world: World, behaviour: str) -> World:
    """Let the live release behave so from the next start on."""
    main = f"{world.disk.canonical(APP)}/ai_app/api/main.py"
    text = world.disk.read(main).replace(b"SIM = {", f"SIM = {{{behaviour[1:-1]}, ".encode())
    world.disk.put(world.disk.canonical(main), text, durable=True)
    run(world, "delete", "ai-service")
    assert run(world, *START).code == 0
    return world


def test_a_daemon_that_is_spawned_makes_noise_and_breaks_the_list(empty: World) -> None:
    noisy = run(empty, "jlist").out
    assert noisy.startswith(f"[PM2] Spawning PM2 daemon with pm2_home={PM2_HOME}\n[PM2] PM2 Succ")
    with pytest.raises(json.JSONDecodeError):
        json.loads(noisy)
    assert run(empty, "jlist").out == "[]"


def test_silent_takes_the_noise_away(empty: World) -> None:
    assert run(empty, "jlist", "--silent").out == "[]"


@pytest.mark.parametrize("verb", ["delete", "stop", "restart"])
def test_what_pm2_does_not_know_it_says_no_to(empty: World, verb: str) -> None:
    result = run(empty, verb, "ai-service")
    assert result.code == 1
    assert "[PM2][ERROR] Process or Namespace ai-service not found" in result.err


def test_describe_only_says_whether_it_knows(world: World) -> None:
    unknown = run(world, "describe", "nothing")
    assert (unknown.code, unknown.err) == (1, "[PM2][WARN] nothing doesn't exist\n")
    assert run(world, "describe", "ai-service").code == 0
    run(world, "stop", "ai-service")
    assert run(world, "describe", "ai-service").code == 0


def test_a_start_returns_before_anything_serves(world: World) -> None:
    run(world, "delete", "ai-service")
    assert run(world, *START).code == 0
    assert status(world) == [("online", 0)]
    assert world.machine.listener(8000) is None
    world.pass_time(5)
    assert world.machine.listener(8000) is not None


def test_a_start_of_what_is_online_keeps_the_old_paths_and_takes_the_new_env(world: World) -> None:
    before = listed(world)[0]
    node = world.disk.node(FILE)
    assert type(node) is File
    elsewhere = node.content.replace(b"app/ai/ai_app", b"elsewhere")
    world.disk.put(FILE, elsewhere, durable=True)
    assert run(world, *START).code == 0
    after = listed(world)[0]
    for name in ("pm_cwd", "pm_exec_path", "args"):
        assert after["pm2_env"][name] == before["pm2_env"][name]
    assert after["pm2_env"]["PYTHONPATH"].endswith("elsewhere")
    assert after["pid"] != before["pid"]


def test_delete_then_start_takes_everything_new(world: World) -> None:
    node = world.disk.node(FILE)
    assert type(node) is File
    world.disk.put(FILE, node.content.replace(b"app/ai/ai_app", b"elsewhere"), durable=True)
    run(world, "delete", "ai-service")
    assert run(world, *START).code == 0
    assert listed(world)[0]["pm2_env"]["pm_cwd"].endswith("elsewhere")


def test_a_missing_directory_is_online_for_ever_and_has_no_pid(world: World) -> None:
    node = world.disk.node(FILE)
    assert type(node) is File
    world.disk.put(FILE, node.content.replace(b"app/ai/ai_app", b"elsewhere"), durable=True)
    run(world, "delete", "ai-service")
    run(world, *START)
    world.pass_time(60)
    assert status(world) == [("online", 0)]
    assert "pid" not in listed(world)[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "not found"), (b"module.exports = {", "malformated")],
    ids=["missing", "syntax error"],
)
def test_a_configuration_that_cannot_be_read(
    world: World, content: bytes | None, said: str
) -> None:
    world.disk.remove(FILE)
    if content is not None:
        world.disk.put(FILE, content, durable=True)
    result = run(world, *START)
    assert result.code == 1
    assert said in result.err


def test_a_start_of_an_app_that_the_file_does_not_name_starts_nothing(world: World) -> None:
    result = run(world, "start", FILE, "--only", "nosuch", "--env", "production")
    assert result.code == 0
    assert len(world.machine.entries) == len(start.one_release().machine.entries)


def test_a_missing_script_is_an_error_and_leaves_the_list_empty(world: World) -> None:
    run(world, "delete", "ai-service")
    world.disk.remove(f"{APP}/venv")
    result = run(world, *START)
    assert (result.code, listed(world)) == (1, [])
    assert "[PM2][ERROR] Error: Script not found" in result.err


def test_a_crash_at_import_is_online_until_fifteen_restarts(world: World) -> None:
    serving(world, '{"fails_after_s": 0.3}')
    world.pass_time(3)
    assert status(world)[0][0] == "online"
    world.pass_time(30)
    assert status(world) == [("errored", 15)]


def test_a_crash_after_more_than_a_second_is_online_for_ever(world: World) -> None:
    serving(world, '{"fails_after_s": 1.2}')
    world.pass_time(120)
    ((word, restarts),) = status(world)
    assert word == "online"
    assert restarts > 15
    assert listed(world)[0]["pm2_env"]["unstable_restarts"] == 0


def test_a_taken_port_is_a_crash_loop_that_looks_online(world: World) -> None:
    hosts.stranger_holds_the_port(SimOperator(world))
    run(world, *START)
    world.pass_time(20)
    ((word, restarts),) = status(world)
    assert (word, restarts > 2) == ("online", True)
    holder = world.machine.listener(8000)
    assert holder is not None
    assert holder.name == "stranger"


def test_what_is_killed_is_there_again_at_once(world: World) -> None:
    before = listed(world)[0]["pid"]
    world.machine.exit(before)
    world.pass_time(0.3)
    assert listed(world)[0]["pid"] != before
    assert status(world) == [("online", 1)]


def test_an_app_that_ignores_the_signal_is_killed_after_its_time(world: World) -> None:
    serving(world, '{"stubborn": true}')
    world.pass_time(5)
    began = world.machine.now
    run(world, "delete", "ai-service")
    assert world.machine.now - began > pm2.KILL_TIMEOUT_S
    assert world.machine.listener(8000) is None


def test_an_empty_list_is_saved_by_force_only(world: World) -> None:
    for name in ("ai-service", "backend"):
        run(world, "delete", name)
    result = run(world, "save")
    assert (result.code, "skipping save" in result.out) == (0, True)
    assert b"backend" in world.disk.read(f"{PM2_HOME}/dump.pm2")
    run(world, "save", "--force")
    assert world.disk.read(f"{PM2_HOME}/dump.pm2") == b"[]"


def test_a_daemon_that_dies_leaves_orphans_that_no_delete_reaches(world: World) -> None:
    world.machine.kill_daemon()
    assert run(world, "delete", "ai-service").code == 1
    assert truth.service_process(world) is not None
    assert world.machine.listener(8080) is not None
    world.pass_time(1)
    assert world.machine.listener(8080) is None  # an app of Node's, which holds a channel to it
    assert truth.service_process(world) is not None


def test_a_reboot_brings_back_what_was_saved(world: World) -> None:
    run(world, "save")
    world.machine.lose_power()
    assert run(world, "resurrect").code == 0
    world.pass_time(5)
    assert [(entry.name, entry.status) for entry in world.machine.entries.values()] == [
        ("backend", "online"),
        ("ai-service", "online"),
    ]
    assert truth.service_process(world) is not None


def test_secrets_given_as_environment_are_in_the_list(world: World) -> None:
    assert "GEMINI_API_KEY" in listed(world)[0]["pm2_env"]
