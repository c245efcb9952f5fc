"""What every implementation of the process port must do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.ports import Process
from tests.contracts.bench import PROCESSES, ProcessBench, Server

NOBODY = 4_194_303
"""A pid that no kernel gives to a process of a machine this small."""


@pytest.fixture(params=sorted(PROCESSES))
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProcessBench]:
    """Give each implementation of the process port in turn."""
    with PROCESSES[request.param](tmp_path) as made:
        yield made


# ------------------------------------------------------------------ who listens


def test_nobody_listens(bench: ProcessBench) -> None:
    server = bench.server()
    bench.processes.end(server.pid, force=True)
    assert bench.ends(server.pid)
    assert bench.processes.listener(server.port) is None


def test_a_listener_is_described(bench: ProcessBench) -> None:
    server = bench.server()
    found = bench.processes.listener(server.port)
    assert found == Process(server.pid, server.parent, server.cwd, server.argv)


def test_its_words_are_kept_apart(bench: ProcessBench) -> None:
    server = bench.server("api.main:app", "a b", "", "--port")
    found = bench.processes.listener(server.port)
    assert found is not None
    assert found.argv == server.argv


def test_of_a_server_and_its_worker_the_server_listens(bench: ProcessBench) -> None:
    server = bench.server("worker")
    found = bench.processes.listener(server.port)
    assert found is not None
    assert found.pid == server.pid


def test_a_worker_that_is_left_holds_the_port(bench: ProcessBench) -> None:
    server = bench.server("worker")
    bench.processes.end(server.pid, force=True)
    assert bench.ends(server.pid)
    found = bench.processes.listener(server.port)
    assert found is not None
    assert found.pid == server.worker
    bench.processes.end(server.worker, force=True)
    assert bench.ends(server.worker)
    assert bench.processes.listener(server.port) is None


def test_one_that_listens_on_ipv6_alone_is_found(bench: ProcessBench) -> None:
    server = bench.server("six")
    found = bench.processes.listener(server.port)
    assert found is not None
    assert found.pid == server.pid


def test_all_who_listen_are_told_and_who_stands_aside(bench: ProcessBench) -> None:
    """A server on all of IPv4 has room beside an address of IPv6, and beside no other."""
    six = bench.server("six")
    assert [each.aside for each in bench.processes.listeners(six.port)] == [True]
    four = bench.server(port=six.port)
    found = bench.processes.listeners(six.port)
    assert [(each.pid, each.aside) for each in found] == [(four.pid, False), (six.pid, True)]
    listener = bench.processes.listener(six.port)
    assert listener is not None
    assert listener.pid == four.pid
    bench.processes.end(four.pid, force=True)
    assert bench.ends(four.pid)
    assert [each.pid for each in bench.processes.listeners(six.port)] == [six.pid]
    bench.processes.end(six.pid, force=True)
    assert bench.ends(six.pid)
    assert bench.processes.listeners(six.port) == ()


def test_all_of_ipv6_stands_in_the_way(bench: ProcessBench) -> None:
    server = bench.server("any")
    assert [each.aside for each in bench.processes.listeners(server.port)] == [False]


def test_two_servers_have_a_port_each(bench: ProcessBench) -> None:
    one, two = bench.server(), bench.server()
    found = [bench.processes.listener(server.port) for server in (one, two)]
    assert [process and process.pid for process in found] == [one.pid, two.pid]


def test_a_client_does_not_listen(bench: ProcessBench) -> None:
    server = bench.server()
    assert bench.processes.listener(bench.client(server.port)) is None


def test_a_process_that_does_not_listen_is_not_found(bench: ProcessBench) -> None:
    server = bench.server("idle")
    assert bench.processes.named(server.pid) is not None
    assert server.port == 0


# ------------------------------------------------------------------ who lives


def test_a_running_process_lives(bench: ProcessBench) -> None:
    assert bench.processes.named(bench.server("idle").pid) is not None


def test_a_process_that_ended_does_not_live(bench: ProcessBench) -> None:
    pid = bench.server("idle").pid
    bench.processes.end(pid, force=True)
    assert bench.ends(pid)
    assert bench.processes.named(pid) is None


def test_a_process_that_nobody_waited_for_does_not_live(bench: ProcessBench) -> None:
    assert bench.processes.named(bench.forgotten()) is None


@pytest.mark.parametrize("pid", [0, -1, NOBODY])
def test_what_is_no_process_does_not_live(bench: ProcessBench, pid: int) -> None:
    assert bench.processes.named(pid) is None


def test_a_process_is_found_by_its_pid_whether_it_listens_or_not(bench: ProcessBench) -> None:
    for server in (bench.server(), bench.server("idle")):
        found = bench.processes.named(server.pid)
        assert found is not None
        assert found.pid == server.pid
        assert found.cwd
        assert found.argv
    server = bench.server()
    assert bench.processes.named(server.pid) == bench.processes.listener(server.port)


# ------------------------------------------------------------------ where it stands


def test_it_goes_along_where_its_directory_moves(bench: ProcessBench) -> None:
    server = bench.server()
    bench.files.rename(server.cwd, f"{server.cwd}.old")
    assert _cwd(bench, server) == f"{server.cwd}.old"
    bench.files.make_directory(server.cwd)
    bench.files.exchange(server.cwd, f"{server.cwd}.old")
    assert _cwd(bench, server) == server.cwd


def test_it_goes_along_where_a_directory_above_moves(bench: ProcessBench) -> None:
    server = bench.server(below="app/code")
    above = server.cwd.removesuffix("/app/code")
    bench.files.rename(f"{above}/app", f"{above}/apple")
    assert _cwd(bench, server) == f"{above}/apple/code"
    bench.files.make_directory(f"{above}/app/code")
    bench.files.rename(f"{above}/app", f"{above}/else")  # nobody stands there any more
    assert _cwd(bench, server) == f"{above}/apple/code"


def test_it_goes_along_however_the_way_to_it_is_written(bench: ProcessBench) -> None:
    server = bench.server(below="app")
    above = server.cwd.removesuffix("/app")
    bench.files.link(f"{above}/link", above)
    bench.files.rename(f"{above}/link/app", f"{above}/link/apple")
    assert _cwd(bench, server) == f"{above}/apple"
    bench.files.remove(f"{above}/link")
    assert _cwd(bench, server) == f"{above}/apple"


def test_it_stays_where_its_directory_was(bench: ProcessBench) -> None:
    server = bench.server(below="app/code")
    bench.files.remove(server.cwd.removesuffix("/code"))
    assert _cwd(bench, server) == f"{server.cwd} (deleted)"
    bench.files.make_directory(server.cwd)
    assert _cwd(bench, server) == f"{server.cwd} (deleted)"


def _cwd(bench: ProcessBench, server: Server) -> str:
    found = bench.processes.named(server.pid)
    assert found is not None
    return found.cwd


# ------------------------------------------------------------------ how one ends


@pytest.mark.parametrize("force", [False, True])
def test_a_process_ends_when_it_is_asked_to_or_made_to(bench: ProcessBench, force: bool) -> None:
    pid = bench.server().pid
    bench.processes.end(pid, force=force)
    assert bench.ends(pid)


def test_a_stubborn_one_must_be_made_to(bench: ProcessBench) -> None:
    server = bench.server(stubborn=True)
    bench.processes.end(server.pid, force=False)
    assert bench.processes.named(server.pid) is not None
    assert bench.processes.listener(server.port) is not None
    bench.processes.end(server.pid, force=True)
    assert bench.ends(server.pid)


@pytest.mark.parametrize("force", [False, True])
def test_ending_what_is_gone_is_no_error(bench: ProcessBench, force: bool) -> None:
    pid = bench.server("idle").pid
    bench.processes.end(pid, force=True)
    assert bench.ends(pid)
    bench.processes.end(pid, force=force)
    bench.processes.end(NOBODY, force=force)


@pytest.mark.parametrize("pid", [0, -1])
def test_a_hidden_process_is_never_ended(bench: ProcessBench, pid: int) -> None:
    server = bench.server()
    bench.processes.end(pid, force=True)  # to the kernel this would be everyone
    assert bench.processes.named(server.pid) is not None


def test_ending_one_leaves_the_others(bench: ProcessBench) -> None:
    one, two = bench.server(), bench.server()
    bench.processes.end(one.pid, force=True)
    assert bench.ends(one.pid)
    found = bench.processes.listener(two.port)
    assert found is not None
    assert found.pid == two.pid
