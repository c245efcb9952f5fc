"""PM2's words and its memory: told without colours, and never forgotten for one bad read."""

from dataclasses import replace
from typing import cast

from deploy import pm2
from deploy.environments import last_lines
from deploy.ports import Files, Result, unfinished
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.states import start
from sim.states.places import CONFIG, PM2_HOME


class ReadsBadlyOnce:
    """Files of which the first read gives half of what is there."""

    def __init__(self, files: Files) -> None:
        self.files, self.reads = files, 0

    def read(self, path: str) -> bytes:
        self.reads += 1
        content = self.files.read(path)
        return content[: len(content) // 2] if self.reads == 1 else content

    def __getattr__(self, name: str) -> object:
        return getattr(self.files, name)


def test_a_message_is_quoted_without_its_colours() -> None:
    said = "\x1b[31m[PM2][ERROR] \x1b[39mProcess or Namespace x not found\n"
    assert last_lines(Result(1, "", said)) == "[PM2][ERROR] Process or Namespace x not found"


def test_one_bad_read_of_the_dump_forgets_no_tenant() -> None:
    world = start.one_release().fork()
    SimOperator(world).kill_pm2()
    before = world.disk.read(f"{PM2_HOME}/dump.pm2")
    host = host_of(world, CONFIG)
    pm2.save(replace(host, files=cast("Files", ReadsBadlyOnce(host.files))))
    assert world.disk.read(f"{PM2_HOME}/dump.pm2") == before
    assert any("pm2 save skipped: backend would be forgotten" in text for text in world.said)


def test_what_a_cut_off_write_of_the_dump_left_goes_though_nothing_is_saved() -> None:
    world = start.one_release().fork()
    SimOperator(world).kill_pm2()
    left = (unfinished(f"{PM2_HOME}/dump.pm2"), f"{PM2_HOME}/dump.pm2.new")
    for path in left:
        world.disk.put(path, b"[", durable=True)
    host = host_of(world, CONFIG)
    pm2.save(host)
    assert any("pm2 save skipped" in text for text in world.said)
    assert [host.files.kind(path) for path in left] == [None, None]


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
