"""The machine: virtual time, processes that bind, die and are restarted, and who holds a port."""

import pytest

from sim.machinery.behaviour import Behaviour
from sim.machinery.machine import EPOCH, RESTART_DELAY_S, Machine
from sim.machinery.running import Running
from sim.programs.pm2.table import PM2_HOME, Entry


def nobody(entry: Entry) -> None:
    raise AssertionError(entry)


def process(port: int = 8000) -> Running:
    return Running(parent=1, name="ai-service", cwd="/", argv=("python",), port=port)


def entry_of(pid: int) -> Entry:
    return Entry(pm_id=0, name="ai-service", script="/s", cwd="/", args=(), env=(), pid=pid)


def test_time_stands_still_until_something_takes_time() -> None:
    machine = Machine()
    assert machine.now == EPOCH
    machine.advance(2.5, nobody)
    assert machine.now == EPOCH + 2.5


def test_a_process_holds_its_port_once_it_is_ready() -> None:
    machine = Machine()
    pid = machine.spawn(process(), Behaviour(ready_s=1.5))
    machine.advance(1.4, nobody)
    assert machine.listener(8000) is None
    machine.advance(0.2, nobody)
    holder = machine.listener(8000)
    assert holder is not None
    assert holder.pid == pid


def test_the_second_to_bind_a_port_dies_of_it() -> None:
    machine = Machine()
    first = machine.spawn(process())
    second = machine.spawn(process(), Behaviour(ready_s=1))
    machine.advance(1, nobody)
    assert set(machine.processes) == {first}
    assert second not in machine.processes


def test_a_process_dies_when_its_behaviour_says() -> None:
    machine = Machine()
    machine.spawn(process(), Behaviour(fails_after_s=0.3))
    machine.advance(0.2, nobody)
    assert len(machine.processes) == 1
    machine.advance(0.2, nobody)
    assert machine.processes == {}


def test_what_is_due_happens_in_its_order_and_at_its_time() -> None:
    machine = Machine()
    seen: list[tuple[str, float]] = []
    for name, life_s in (("late", 0.5), ("early", 0.2)):
        pid = machine.spawn(process(0), Behaviour(fails_after_s=life_s))
        machine.entries[pid] = Entry(
            pm_id=pid, name=name, script="/s", cwd="/", args=(), env=(), pid=pid
        )
    machine.tables[PM2_HOME].daemon = True
    machine.advance(10, lambda entry: seen.append((entry.name, machine.now - EPOCH)))
    assert [name for name, _ in seen] == ["early", "late"]
    assert [at for _, at in seen] == pytest.approx([0.2 + RESTART_DELAY_S, 0.5 + RESTART_DELAY_S])


def test_without_pm2s_daemon_nobody_restarts_the_dead() -> None:
    machine = Machine()
    pid = machine.spawn(process())
    machine.entries[0] = entry_of(pid)
    machine.exit(pid)
    machine.advance(60, nobody)
    assert machine.processes == {}


def test_forks_do_not_share_what_happens() -> None:
    machine = Machine()
    pid = machine.spawn(process(), Behaviour(ready_s=1))
    twin = machine.fork()
    twin.advance(2, nobody)
    assert twin.listener(8000) is not None
    assert machine.listener(8000) is None
    assert pid in machine.processes


def test_a_power_loss_ends_everything() -> None:
    machine = Machine(proxy=8000)
    machine.tables[PM2_HOME].daemon = True
    machine.spawn(process(), Behaviour())
    machine.lose_power()
    assert (machine.processes, machine.events, machine.entries) == ({}, [], {})
    assert (machine.daemon, machine.proxy, machine.power_failures) == (False, None, 1)


def test_of_a_server_and_a_worker_with_a_lower_pid_the_server_holds_the_port() -> None:
    machine = Machine()
    worker = machine.spawn(process()._replace(parent=1001))
    server = machine.spawn(process())
    assert (worker, server) == (1000, 1001)
    found = machine.listener(8000)
    assert found is not None
    assert found.pid == server
