"""Benches for the ports of one machine: the same situation, on this machine and in a world."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from deploy.adapters.clock import LocalClock
from deploy.adapters.commands import LocalCommands
from deploy.adapters.files import LocalFiles
from deploy.adapters.http import LocalHttp
from deploy.adapters.processes import LocalProcesses
from deploy.ports import Answer, Clock, Commands, Files, Http, Processes, Result
from sim.machinery.behaviour import Behaviour
from sim.machinery.machine import Overdue
from sim.machinery.running import Running
from sim.machinery.service import Serving, Wire
from sim.ports.commands import Call, SimCommands
from sim.ports.files import SimFiles
from sim.ports.host import SimClock, SimProcesses
from sim.ports.network import SimHttp
from sim.world import World

HOME = "/home/ubuntu"
WAITS_MAX = 1000
WAIT_S = 0.01


@dataclass(frozen=True, kw_only=True)
class Script:
    """What a program does: it tells what it was asked for as JSON, writes, waits and ends."""

    code: int = 0
    out: str = ""
    err: str = ""
    takes_s: float = 0.0
    repeated: int = 1
    """How often it writes its output."""
    tells: str = ""
    """`argv`, `cwd`, `stdin`, or the name of a variable of its environment."""
    daemon: bool = False
    """It leaves a program behind, which keeps its output open, and tells the pid of that."""


PROGRAM = """#!{python}
import json, os, subprocess, sys, time
script = json.loads({script!r})
told = {{"argv": sys.argv[1:], "cwd": os.getcwd(), "stdin": None, "": None}}
if script["tells"] == "stdin":
    told["stdin"] = sys.stdin.read()
if script["tells"]:
    print(json.dumps(told.get(script["tells"], os.environ.get(script["tells"]))))
sys.stdout.write(script["out"] * script["repeated"])
sys.stderr.write(script["err"])
sys.stdout.flush()
if script["daemon"]:
    print(subprocess.Popen(("sleep", "60"), start_new_session=True).pid, flush=True)
time.sleep(script["takes_s"])
if script["code"] < 0:
    os.kill(os.getpid(), -script["code"])
sys.exit(script["code"])
"""


class CommandBench(Protocol):
    """Commands, and programs for them to run."""

    commands: Commands
    processes: Processes
    clock: Clock
    root: str

    def program(self, script: Script, mode: int = 0o755) -> str:
        """Give the path of a program that does this."""

    def directory(self, name: str) -> str:
        """Make a directory; give its path."""


@dataclass
class LocalCommandBench:
    """Programs of this machine."""

    root: str
    commands: Commands = field(default_factory=lambda: LocalCommands(HOME))
    processes: Processes = field(default_factory=LocalProcesses)
    clock: Clock = field(default_factory=LocalClock)

    def program(self, script: Script, mode: int = 0o755) -> str:
        path = Path(self.root) / "a program"
        path.write_text(PROGRAM.format(python=sys.executable, script=json.dumps(asdict(script))))
        path.chmod(mode)
        return str(path)

    def directory(self, name: str) -> str:
        (Path(self.root) / name).mkdir()
        return f"{self.root}/{name}"


@dataclass
class SimCommandBench:
    """Programs of a world."""

    world: World = field(default_factory=World)
    root: str = "/place"

    def __post_init__(self) -> None:
        self.world.disk.make_directory(self.root)
        self.processes: Processes = SimProcesses(self.world)
        self.clock: Clock = SimClock(self.world)
        self.script = Script()
        self.commands: Commands = SimCommands(self.world, {"a program": self._run})

    def program(self, script: Script, mode: int = 0o755) -> str:
        self.script = script
        self.world.disk.put(f"{self.root}/a program", b"", mode, durable=True)
        return f"{self.root}/a program"

    def directory(self, name: str) -> str:
        self.world.disk.make_directory(f"{self.root}/{name}")
        return f"{self.root}/{name}"

    def _run(self, call: Call) -> Result:
        script = self.script
        told = {"argv": list(call.argv[1:]), "cwd": call.cwd, "stdin": call.stdin.decode()}
        said = json.dumps(told.get(script.tells, call.env.get(script.tells))) + "\n"
        out = (said if script.tells else "") + script.out * script.repeated
        if script.daemon:
            left = Running(parent=1, name="daemon", cwd=call.cwd, argv=("sleep", "60"))
            out += f"{self.world.machine.spawn(left)}\n"
        try:
            self.world.pass_time(script.takes_s)
        except Overdue:
            raise Overdue(script.err or out) from None
        return Result(script.code, out, script.err)


COMMANDS: dict[str, Callable[[Path], CommandBench]] = {
    "local": lambda path: LocalCommandBench(str(path.resolve())),
    "simulated": lambda _: SimCommandBench(),
}


# ------------------------------------------------------------------ HTTP


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a server sends to whoever connects."""

    status: int = 200
    body: bytes = b"body"
    after_s: float = 0.0
    """It waits this long before it sends anything."""
    trickles_s: float = 0.0
    """It sends a byte at a time, and takes this long for all of them."""
    flaw: str = ""
    """`cut`: half the body; `closed`: nothing at all; `foreign`: no HTTP. Then it hangs up."""


class HttpBench(Protocol):
    """HTTP, and servers to ask."""

    http: Http
    clock: Clock

    def server(self, reply: Reply) -> int:
        """Start a server; give its port."""

    def free_port(self) -> int:
        """Give a port on which nothing listens."""


@dataclass
class LocalHttpBench:
    """Servers of this machine, each in a thread."""

    stack: ExitStack
    http: Http = field(default_factory=LocalHttp)
    clock: Clock = field(default_factory=LocalClock)

    def server(self, reply: Reply) -> int:
        listening = self.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        over = threading.Event()
        self.stack.callback(over.set)
        thread = threading.Thread(target=_answer, args=(listening, reply, over), daemon=True)
        thread.start()
        return int(listening.getsockname()[1])

    def free_port(self) -> int:
        with closing(socket.create_server(("127.0.0.1", 0))) as server:
            return int(server.getsockname()[1])


def _answer(listening: socket.socket, reply: Reply, over: threading.Event) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            connection.recv(65536)
            if over.wait(reply.after_s):
                return
            try:
                _send(connection, reply, over)
            except OSError:
                continue


def _send(connection: socket.socket, reply: Reply, over: threading.Event) -> None:
    head = f"HTTP/1.1 {reply.status} Said\r\nLocation: http://127.0.0.1:1/\r\n"
    whole = f"{head}Content-Length: {len(reply.body)}\r\n\r\n".encode() + reply.body
    if reply.flaw == "closed":
        return
    if reply.flaw == "cut":
        whole = whole[: len(whole) - len(reply.body) // 2]
    if reply.flaw == "foreign":
        whole = b"SSH-2.0-OpenSSH_9.6\r\n"
    if not reply.trickles_s:
        connection.sendall(whole)
        return
    for byte in whole:
        connection.sendall(bytes([byte]))
        if over.wait(reply.trickles_s / len(whole)):
            return


@dataclass
class SimHttpBench:
    """Servers of a world."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.http: Http = SimHttp(self.world)
        self.clock: Clock = SimClock(self.world)
        self.port = 40_000

    def server(self, reply: Reply) -> int:
        self.port += 1
        wire = Wire(
            answer=Answer(reply.status, reply.body),
            after_s=reply.after_s + reply.trickles_s,
            flaw=reply.flaw,
        )
        running = Running(
            parent=1, name="server", cwd="/", argv=("server",), port=self.port, wire=wire
        )
        self.world.machine.spawn(running)
        return self.port

    def free_port(self) -> int:
        return 39_999


@contextmanager
def local_http() -> Iterator[HttpBench]:
    """Serve from this machine."""
    with ExitStack() as stack:
        yield LocalHttpBench(stack)


@contextmanager
def simulated_http() -> Iterator[HttpBench]:
    """Serve from a world."""
    yield SimHttpBench()


HTTP = {"local": local_http, "simulated": simulated_http}


# ------------------------------------------------------------------ processes


@dataclass(frozen=True)
class Server:
    """A process that listens, or not (then its port is 0), and its worker, if it has one."""

    pid: int
    port: int
    parent: int
    cwd: str
    argv: tuple[str, ...]
    worker: int = 0


class ProcessBench(Protocol):
    """Processes, and some to look at."""

    processes: Processes
    files: Files

    def server(self, *words: str, stubborn: bool = False, port: int = 0, below: str = "") -> Server:
        """Start one with these further words in its arguments; see `SERVER` for what they do.

        It stands in a directory of the bench's, or in one `below` that, which is made for it.
        """

    def ends(self, pid: int) -> bool:
        """Say whether a process ends within a moment."""

    def forgotten(self) -> int:
        """Give the pid of a process that ended and that nobody waited for."""

    def client(self, port: int) -> int:
        """Connect to a server, and give the client's own port."""


SERVER = """
import os, signal, socket, sys
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
port = 0
if "idle" not in sys.argv:
    asked = [word for word in sys.argv if word.startswith("port=")]
    wanted = int(asked[0][5:]) if asked else 0
    address = "::1" if "six" in sys.argv else "::" if "any" in sys.argv else "127.0.0.1"
    server = socket.create_server(("0.0.0.0" if asked else address, wanted),
                                  family=socket.AF_INET6 if ":" in address else socket.AF_INET)
    port = server.getsockname()[1]
worker = 0
if "worker" in sys.argv:
    worker = os.fork()
    if worker == 0:
        signal.pause()
print(port, worker, flush=True)
signal.pause()
"""


@dataclass
class LocalProcessBench:
    """Processes of this machine."""

    root: str
    stack: ExitStack
    processes: Processes = field(default_factory=LocalProcesses)
    files: Files = field(default_factory=LocalFiles)
    started: "dict[int, subprocess.Popen[str]]" = field(default_factory=dict)

    def server(self, *words: str, stubborn: bool = False, port: int = 0, below: str = "") -> Server:
        root = f"{self.root}/{below}".rstrip("/")
        self.files.make_directory(root)
        further = [*(["stubborn"] if stubborn else []), *([f"port={port}"] if port else [])]
        argv = (sys.executable, "-c", SERVER, *words, *further)
        process = subprocess.Popen(argv, cwd=root, stdout=subprocess.PIPE, text=True)
        self.stack.callback(self._end, process)
        self.started[process.pid] = process
        assert process.stdout is not None
        bound, worker = (int(word) for word in process.stdout.readline().split())
        if worker:
            self.stack.callback(LocalProcesses().end, worker, force=True)
        return Server(process.pid, bound, os.getpid(), root, argv, worker)

    @staticmethod
    def _end(process: "subprocess.Popen[str]") -> None:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()

    def ends(self, pid: int) -> bool:
        for _ in range(WAITS_MAX):
            if LocalProcesses().named(pid) is None:
                if pid in self.started:
                    self.started[pid].wait()
                return True
            time.sleep(WAIT_S)
        return False

    def forgotten(self) -> int:
        child = subprocess.Popen(("true",))
        self.stack.callback(child.wait)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        return child.pid

    def client(self, port: int) -> int:
        made = self.stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        return int(made.getsockname()[1])


@dataclass
class SimProcessBench:
    """Processes of a world."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.processes: Processes = SimProcesses(self.world)
        self.files: Files = SimFiles(self.world)
        self.port = 40_000

    def server(self, *words: str, stubborn: bool = False, port: int = 0, below: str = "") -> Server:
        root = f"/srv/{below}".rstrip("/")
        self.world.disk.make_directory(root)
        self.port += 1
        port = 0 if "idle" in words else port or self.port
        argv, machine = ("python", *words), self.world.machine
        behaviour = Behaviour(stubborn=stubborn)
        serving = Serving(code=root, tree={}, record=None, behaviour=behaviour)
        running = Running(parent=7, name="server", cwd=root, argv=argv, port=port)
        running = running._replace(aside="six" in words)
        pid = machine.spawn(running._replace(serving=serving))
        worker = machine.spawn(running._replace(parent=pid)) if "worker" in words else 0
        return Server(pid, port, 7, root, argv, worker)

    def ends(self, pid: int) -> bool:
        self.world.pass_time(WAIT_S)
        return pid not in self.world.machine.processes

    def forgotten(self) -> int:
        pid = self.server("idle").pid
        self.world.machine.exit(pid)
        return pid

    def client(self, port: int) -> int:
        assert self.world.machine.listener(port) is not None
        return 50_000


@contextmanager
def local_processes(path: Path) -> Iterator[ProcessBench]:
    """Look at this machine."""
    with ExitStack() as stack:
        yield LocalProcessBench(str(path.resolve() / "srv"), stack)


@contextmanager
def simulated_processes(_: Path) -> Iterator[ProcessBench]:
    """Look at a world."""
    yield SimProcessBench()


PROCESSES = {"local": local_processes, "simulated": simulated_processes}
CLOCKS: dict[str, Callable[[], Clock]] = {
    "local": LocalClock,
    "simulated": lambda: SimClock(World()),
}
