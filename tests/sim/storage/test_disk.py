"""What only the simulated disk has: forks, writes that nobody flushed, and what power leaves."""

import errno

import pytest

from sim.storage import power
from sim.storage.disk import Disk
from sim.storage.nodes import File


def disk_with(**files: bytes) -> Disk:
    disk = Disk()
    disk.make_directory("/d/e")
    for name, content in files.items():
        disk.put(f"/d/{name}", content, durable=True)
    return disk


def test_a_fork_and_its_origin_go_their_own_ways() -> None:
    disk = disk_with(one=b"1")
    twin = disk.fork()
    twin.put("/d/one", b"2", durable=True)
    twin.remove("/d/e")
    assert disk.read("/d/one") == b"1"
    assert disk.names("/d") == ("e", "one")
    assert twin.names("/d") == ("one",)


def test_in_a_fork_the_same_waits_for_a_flush() -> None:
    disk = disk_with(old=b"old")
    disk.make_directory("/d/new/inner", durable=False)
    for name in ("old", "new/inner/file"):
        disk.put(f"/d/{name}", b"new", durable=False)
    disk.remove("/d/e", durable=False)
    twin = disk.fork()
    disk.flush()
    power.fail(twin, power.NOTHING)
    assert twin.names("/d") == ("e", "old")
    assert twin.read("/d/old") == b"old"
    assert disk.names("/d") == ("new", "old")
    assert disk.read("/d/new/inner/file") == b"new"


def test_links_lead_on_and_a_loop_does_not_end_well() -> None:
    disk = disk_with(one=b"1")
    disk.link("/now", "d")
    disk.link("/d/also", "../now/one")
    assert disk.canonical("/now/also") == "/d/one"
    assert disk.canonical("/now/also", follow=False) == "/d/also"
    disk.link("/round", "about")
    disk.link("/about", "round")
    with pytest.raises(OSError, match="Too many levels") as caught:
        disk.read("/round")
    assert caught.value.errno == errno.ELOOP


def test_a_link_that_changes_leads_elsewhere_at_once() -> None:
    disk = disk_with(one=b"1")
    disk.make_directory("/new/e")
    disk.put("/new/one", b"2", durable=True)
    disk.link("/now", "d")
    assert disk.read("/now/one") == b"1"
    disk.link("/now", "new")
    assert disk.read("/now/one") == b"2"
    disk.exchange("/d", "/new")
    assert disk.read("/now/one") == b"1"
    disk.rename("/new", "/old")
    assert disk.node("/now/one") is None
    assert disk.read("/old/one") == b"1"


def test_a_directory_that_went_and_came_again_is_the_new_one() -> None:
    disk = disk_with(one=b"1")
    assert disk.read("/d/one") == b"1"
    disk.remove("/d")
    assert disk.node("/d/one") is None
    disk.make_directory("/d")
    assert disk.names("/d") == ()


def test_power_takes_what_nobody_flushed() -> None:
    disk = disk_with(old=b"old")
    disk.put("/d/new", b"new", durable=False)
    power.fail(disk, "power_nothing")
    assert disk.names("/d") == ("e", "old")


def test_power_tears_what_nobody_flushed() -> None:
    disk = disk_with(old=b"old")
    disk.put("/d/old", b"123456", 0o755, durable=False)
    power.fail(disk, "power_torn.1")
    assert disk.node("/d/old") == File(b"123", 0o755)


@pytest.mark.parametrize("image", power.WHOLE)
def test_power_leaves_what_was_flushed_or_written_durably(image: str) -> None:
    disk = disk_with(durable=b"durable")
    disk.put("/d/flushed", b"flushed", durable=False)
    disk.flush()
    power.fail(disk, image)
    assert disk.read("/d/durable") == b"durable"
    assert disk.read("/d/flushed") == b"flushed"


def test_what_is_pending_stays_so_when_it_is_renamed() -> None:
    disk = disk_with()
    disk.put("/d/one", b"1", durable=False)
    disk.rename("/d/one", "/d/two")
    disk.rename("/d", "/moved")
    power.fail(disk, "power_nothing")
    assert disk.names("/moved") == ("e",)


def test_a_program_writes_through_a_link_a_durable_write_replaces_it() -> None:
    disk = disk_with(one=b"1")
    disk.link("/d/link", "one")
    disk.put("/d/link", b"2", durable=False)
    assert disk.read("/d/one") == b"2"
    disk.put("/d/link", b"3", durable=True)
    assert disk.read("/d/one") == b"2"
    assert disk.node("/d/link", follow=False) == File(b"3")
