"""PM2's words, told without colours, and the pids that it wrote down."""

from deploy import pm2
from deploy.environments import last_lines
from deploy.ports import Result
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.states import start
from sim.states.places import CONFIG, PM2_HOME


def test_a_message_is_quoted_without_its_colours() -> None:
    said = "\x1b[31m[PM2][ERROR] \x1b[39mProcess or Namespace x not found\n"
    assert last_lines(Result(1, "", said)) == "[PM2][ERROR] Process or Namespace x not found"


def test_what_a_dead_daemon_left_running_is_found_by_its_pid_file() -> None:
    world = start.one_release().fork()
    host = host_of(world, CONFIG)
    (row,) = pm2.of_service(host)
    SimOperator(world).kill_pm2()
    assert pm2.of_service(host) == ()
    assert [process.pid for process in pm2.running(host)] == [row.pid]


def test_a_pid_file_that_is_stale_or_damaged_or_of_another_app_names_nothing() -> None:
    world = start.one_release().fork()
    host = host_of(world, CONFIG)
    (row,) = pm2.of_service(host)
    folder, name = f"{PM2_HOME}/pids", CONFIG.app_name
    world.disk.put(f"{folder}/{name}-0.pid", b"4194301", durable=True)
    world.disk.put(f"{folder}/{name}-1.pid", b"", durable=True)
    for other in (f"{name}-two-0.pid", f"other-{name}-0.pid", f"{name}-0.pid.old"):
        world.disk.put(f"{folder}/{other}", str(row.pid).encode(), durable=True)
    assert list(pm2.running(host)) == []


def test_without_pid_files_nothing_is_known_of() -> None:
    world = start.one_release().fork()
    world.disk.remove(f"{PM2_HOME}/pids")
    assert list(pm2.running(host_of(world, CONFIG))) == []
