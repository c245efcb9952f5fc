"""Tests of the process table of this machine."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.adapters import processes
from deploy.adapters.processes import LocalProcesses
from deploy.ports import Process

PROCESSES = LocalProcesses()
LISTENER = """
import os, socket, sys
server = socket.create_server((sys.argv[1], 0), family=getattr(socket, sys.argv[2]))
print(server.getsockname()[1], flush=True)
if sys.argv[3] == "fork" and os.fork() == 0:
    sys.stdin.read()
    os._exit(0)
sys.stdin.read()
"""


@pytest.mark.parametrize("fork", ["alone", "fork"])
@pytest.mark.parametrize(("address", "family"), [("127.0.0.1", "AF_INET"), ("::", "AF_INET6")])
def test_the_listener_is_found(tmp_path: Path, address: str, family: str, fork: str) -> None:
    argv = (sys.executable, "-c", LISTENER, address, family, fork)
    with subprocess.Popen(
        argv, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        cwd = str(tmp_path.resolve())
        assert PROCESSES.listener(port) == Process(server.pid, os.getpid(), cwd, argv)
        assert PROCESSES.named(server.pid) is not None
        PROCESSES.end(server.pid, force=False)
        assert server.wait() == -15
    assert PROCESSES.named(server.pid) is None
    PROCESSES.end(server.pid, force=True)  # it is gone: no error


def test_a_connected_client_does_not_listen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = server.accept()
    assert PROCESSES.listener(port) is None
    client.close()
    accepted.close()


def test_a_holder_that_cannot_be_seen_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_pids", lambda: iter(()))
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert PROCESSES.listener(server.getsockname()[1]) == Process(0, 0, "", ())


def test_a_dead_child_that_nobody_waited_for_does_not_live() -> None:
    child = subprocess.Popen(("sleep", "60"))
    PROCESSES.end(child.pid, force=True)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert PROCESSES.named(child.pid) is None
    child.wait()


@pytest.mark.parametrize("pid", [0, -1])
def test_a_hidden_process_is_never_ended(pid: int) -> None:
    PROCESSES.end(pid, force=True)  # to the kernel this would be everyone
