"""What PM2 brings back after a reboot: no tenant is forgotten, nor what was deployed."""

import json
from dataclasses import replace
from typing import cast

import pytest

from deploy import dump
from deploy.ports import Files
from deploy.unfinished import unfinished
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.states import start
from sim.states.places import APP, CONFIG, PM2_HOME
from sim.world import World

DUMP = f"{PM2_HOME}/dump.pm2"


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


def without_daemon() -> World:
    world = start.one_release().fork()
    SimOperator(world).kill_pm2()
    return world


def saved(world: World) -> dict[str, object]:
    entries = json.loads(world.disk.read(DUMP))
    named = {entry["name"]: entry for entry in entries}
    assert len(named) == len(entries)
    return named


def told(world: World, words: str) -> bool:
    return any(words in text for text in world.said)


def test_what_runs_no_more_stays_saved_as_it_was() -> None:
    world = without_daemon()
    before = saved(world)
    dump.save(host_of(world, CONFIG))
    assert saved(world) == before
    assert {"ai-service", "backend"} <= before.keys()
    assert told(world, "would come back as it was saved before; to list it: deploy it once more")
    assert told(world, "not in its list: backend; once none of them runs")


def test_what_is_listed_is_saved_as_it_is_now() -> None:
    world = without_daemon()
    before = saved(world)
    host = host_of(world, CONFIG)
    world.disk.put(DUMP, json.dumps([before["backend"]]).encode(), durable=True)
    SimOperator(world).run("pm2", "start", host.layout.pm2_config, "--only", CONFIG.app_name)
    dump.save(host)
    assert list(saved(world)) == [CONFIG.app_name, "backend"]
    assert saved(world)["backend"] == before["backend"]


def test_where_nobody_knows_of_the_service_that_is_said() -> None:
    world = without_daemon()
    backend = saved(world)["backend"]
    world.disk.put(DUMP, json.dumps([backend]).encode(), durable=True)
    dump.save(host_of(world, CONFIG))
    assert saved(world) == {"backend": backend}
    assert told(world, "after a reboot ai-service would not come back")
    assert told(world, "not in its list: backend; once none of them runs")


def test_of_this_service_alone_pm2_is_not_told_to_resurrect_it() -> None:
    world = without_daemon()
    world.disk.put(DUMP, json.dumps([saved(world)[CONFIG.app_name]]).encode(), durable=True)
    dump.save(host_of(world, CONFIG))
    assert saved(world).keys() == {CONFIG.app_name}
    assert told(world, "would come back as it was saved before")
    assert not told(world, "resurrect")


def test_a_service_that_is_not_live_does_not_stay_saved() -> None:
    world = without_daemon()
    world.disk.remove(f"{APP}/current")
    dump.save(host_of(world, CONFIG))
    assert "backend" in saved(world)
    assert CONFIG.app_name not in saved(world)


def test_where_all_is_listed_it_is_what_pm2_wrote_to_the_byte() -> None:
    world, other = start.one_release().fork(), start.one_release().fork()
    SimOperator(other).run("pm2", "save", "--force")
    dump.save(host_of(world, CONFIG))
    assert world.disk.read(DUMP) == other.disk.read(DUMP)
    assert not any("not in its list" in text for text in world.said)


def test_no_environment_of_an_app_is_told() -> None:
    world = without_daemon()
    entries = [{**entry, "SECRET": "canary"} for entry in json.loads(world.disk.read(DUMP))]
    world.disk.put(DUMP, json.dumps(entries).encode(), durable=True)
    dump.save(host_of(world, CONFIG))
    assert "canary" in world.disk.read(DUMP).decode()
    assert not any("canary" in text for text in world.said)


@pytest.mark.parametrize("content", [b"[", b"{}", b"[1]", b'[{"id": 1}]', b"null", b""])
def test_a_damaged_dump_gives_way_to_what_pm2_lists(content: bytes) -> None:
    world = start.one_release().fork()
    world.disk.put(DUMP, content, durable=True)
    dump.save(host_of(world, CONFIG))
    assert {"ai-service", "backend"} <= saved(world).keys()


def test_a_list_that_was_never_saved_is() -> None:
    world = start.one_release().fork()
    world.disk.remove(DUMP)
    dump.save(host_of(world, CONFIG))
    assert {"ai-service", "backend"} <= saved(world).keys()


def test_one_bad_read_of_the_dump_forgets_no_tenant() -> None:
    world = without_daemon()
    before = saved(world)
    host = host_of(world, CONFIG)
    dump.save(replace(host, files=cast("Files", ReadsBadlyOnce(host.files))))
    assert saved(world) == before


def test_what_a_cut_off_write_of_the_dump_left_goes() -> None:
    world = without_daemon()
    left = (unfinished(DUMP), f"{DUMP}.new")
    for path in left:
        world.disk.put(path, b"[", durable=True)
    host = host_of(world, CONFIG)
    dump.save(host)
    assert [host.files.kind(path) for path in left] == [None, None]
