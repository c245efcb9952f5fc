"""Power: each image keeps and loses what it says, and those that make sense are known."""

import pytest

from sim.storage import power
from sim.storage.nodes import File
from sim.world import World

LEFT = {
    "power_nothing": {"old": b"old", "was": b"was"},
    "power_all": {"old": b"new", "one": b"1111", "two": b"2222", "link": b"", "d/e": b"e"},
    "power_names": {"old": b"", "one": b"", "two": b"", "link": b"", "d/e": b""},
    "power_data": {"old": b"new", "was": b"was"},
    "power_drop.2": {"old": b"new", "two": b"2222", "link": b"", "d/e": b"e"},
    "power_drop.5": {"old": b"new", "one": b"1111", "two": b"2222", "link": b""},
    "power_torn.3": {"old": b"new", "one": b"1111", "two": b"22", "link": b"", "d/e": b"e"},
}


def unflushed() -> World:
    """A disk on which a program has written and removed, and nobody flushed."""
    world = World()
    for name in ("old", "was"):
        world.disk.put(f"/{name}", name.encode(), durable=True)
    world.disk.put("/old", b"new", durable=False)
    world.disk.put("/one", b"1111", durable=False)
    world.disk.put("/two", b"2222", durable=False)
    world.disk.link("/link", "two", durable=False)
    world.disk.make_directory("/d", durable=False)
    world.disk.put("/d/e", b"e", durable=False)
    world.disk.remove("/was", durable=False)
    return world


@pytest.mark.parametrize("kind", LEFT)
def test_an_image_keeps_and_loses_what_it_says(kind: str) -> None:
    world = unflushed()
    assert power.fail(world.disk, kind)
    found = {}
    for entry in world.disk.walk("/"):
        node = world.disk.node(f"/{entry.path}", follow=False)
        if type(node) is not dict:
            found[entry.path] = node.content if type(node) is File else b""
    assert found == LEFT[kind]
    assert power.images(world) == ("power_all",)


def test_the_images_of_a_world_are_those_that_differ() -> None:
    found = power.images(unflushed())
    assert found[:4] == power.WHOLE
    assert found[4:11] == tuple(f"power_drop.{place}" for place in range(1, 8))
    assert found[11:] == ("power_torn.1", "power_torn.2", "power_torn.3")
    assert power.images(World()) == ("power_all",)


def test_what_was_made_durable_since_is_kept() -> None:
    world = unflushed()
    world.disk.put("/one", b"kept", durable=True)
    world.disk.remove("/two")
    assert power.fail(world.disk, power.NOTHING)
    assert world.disk.names("/") == ("old", "one", "was")
    assert world.disk.read("/one") == b"kept"


def test_names_that_changed_places_wait_on_for_their_flush() -> None:
    world = unflushed()
    world.disk.exchange("/one", "/two")
    assert power.fail(world.disk, "power_torn.6")
    assert (world.disk.read("/one"), world.disk.read("/two")) == (b"2222", b"11")
