"""Tests of obeying: which advice is a line for a shell, and what the line does."""

import pytest

from deploy.ports import Kind
from sim.people import obeying
from sim.states import start
from sim.states.places import APP


@pytest.mark.parametrize(
    ("advice", "heads"),
    [
        ("rm /a && mv '/b c' /a", ["rm", "mv"]),
        ("Give it back: sudo chown -R --reference=/a /b && chmod u+rwx /b", ["chown", "chmod"]),
        ("Give the whole path: ln -sfn /a /b", ["ln"]),
        ("Bring both together, then: ln -s /a /b", []),
        ("See: ss -ltnp", []),
        ("Wait for it to end, then try again", []),
        ("", []),
    ],
)
def test_what_a_shell_can_do_is_done(advice: str, heads: list[str]) -> None:
    assert [head for head, *_ in obeying.commands_in(advice)] == heads


def test_a_link_into_a_directory_is_made_in_it_unless_told_not_to_follow() -> None:
    world = start.one_release().fork()
    obeying.obey(world, [["ln", "-sf", "releases", f"{APP}/current"]])
    assert world.disk.kind(f"{world.disk.canonical(f'{APP}/current')}/releases") is Kind.LINK
    obeying.obey(world, [["ln", "-sfn", "releases/other", f"{APP}/current"]])
    assert world.disk.target(f"{APP}/current") == "releases/other"


def test_nothing_is_copied_into_what_is_there_already() -> None:
    world = start.one_release().fork()
    with pytest.raises(AssertionError, match="into"):
        obeying.obey(world, [["cp", "-a", f"{APP}/releases", f"{APP}/environments"]])
