"""The journal: what a killed deployer leaves of it is cleared."""

from deploy import verdict
from sim.ports.host import host_of
from sim.states import start
from sim.states.places import CONFIG

LEFT = f"{CONFIG.layout.state}/.journal.json.writing"


def test_a_first_write_that_was_cut_off_is_cleared_by_a_recovery() -> None:
    world = start.one_release().fork()
    world.disk.put(LEFT, b'{"half', durable=True)
    told = verdict.of(host_of(world, CONFIG), None)
    assert (told.exit_code, told.message) == (0, "Nothing was left open")
    assert world.disk.node(LEFT) is None


def test_a_deployment_clears_it_too() -> None:
    world = start.one_release().fork()
    world.disk.put(LEFT, b'{"half', durable=True)
    assert verdict.of(host_of(world, CONFIG), start.request("B")).exit_code == 0
    assert world.disk.node(LEFT) is None
