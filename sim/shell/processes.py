"""The processes and the sockets of a simulated host: `ps` and `ss`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

from deploy.ports import Result
from sim.machinery.machine import Machine
from sim.machinery.running import Running
from sim.programs.caddy.command import ADMIN_PORT
from sim.programs.pm2.table import PM2_HOME, TITLE
from sim.shell.ubuntu import ADMINISTRATOR, OWNER
from sim.world import World

DAEMON = 999
"""The pid that PM2's daemon is shown with: the model knows only whether it runs."""
GOD = TITLE.format(home=PM2_HOME)
NAME_LENGTH = 15
"""The kernel keeps no more of a program's name."""
HEADERS = {
    "args": "COMMAND",
    "comm": "COMMAND",
    "lstart": "STARTED",
    "pcpu": "%CPU",
    "pid": "PID",
    "pmem": "%MEM",
    "ppid": "PPID",
    "user": "USER",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A process as `ps` sees it."""

    pid: int
    ppid: int
    user: str
    comm: str
    args: str
    started: float
    pcpu: str = "0.0"
    pmem: str = "0.1"

    @property
    def lstart(self) -> str:
        """The moment it started, the day padded by a space."""
        moment = datetime.fromtimestamp(self.started, timezone.utc)
        return f"{moment:%a %b} {moment.day:2d} {moment:%H:%M:%S %Y}"


def rows(machine: Machine) -> Iterator[Row]:
    """Give every process, by pid."""
    yield Row(pid=1, ppid=0, user=ADMINISTRATOR, comm="systemd", args="/sbin/init", started=0.0)
    if machine.daemon:
        name = GOD[:NAME_LENGTH]
        yield Row(pid=DAEMON, ppid=1, user=OWNER, comm=name, args=GOD, started=0.0)
    owned = {entry.pid for entry in machine.entries.values()} if machine.daemon else set[int]()
    for pid, process in sorted(machine.processes.items()):
        yield Row(
            pid=pid,
            ppid=DAEMON if pid in owned else process.parent,
            user="caddy" if process.name == "caddy" else OWNER,
            comm=_name(process)[:NAME_LENGTH],
            args=_title(process),
            started=process.started,
        )


def _name(process: Running) -> str:
    """Return the name the kernel knows a program by: of a script, the script's own."""
    title = _title(process)
    if title != " ".join(process.argv):
        return title
    is_script = len(process.argv) > 1 and "/bin/" in process.argv[1]
    return process.argv[1 if is_script else 0].rpartition("/")[2]


def _title(process: Running) -> str:
    """Return the command line; PM2 has an app of Node's show another one, without arguments."""
    if process.argv[0].rpartition("/")[2] == "node":
        return f"node {process.argv[1]}"
    return " ".join(process.argv)


def ps(world: World, words: list[str], _: str) -> Result | None:
    """List processes, all or one, in columns."""
    match words:
        case ["-Aww", "-o", columns]:
            return _table(list(rows(world.machine)), columns)
        case ["-ww", "-p", pid, "-o", columns]:
            return _table([row for row in rows(world.machine) if str(row.pid) == pid], columns)
    return None


def _table(found: list[Row], columns: str) -> Result | None:
    """Write a table; a header as in `args=` is empty, and where all are, none is written."""
    names = [column.partition(":")[0] for column in columns.split(",")]
    plain = [name.removesuffix("=") for name in names]
    if not set(plain) <= set(HEADERS):
        return None
    lines = [" ".join(str(getattr(row, name)) for name in plain) for row in found]
    if names != [f"{name}=" for name in plain]:
        lines.insert(0, " ".join(HEADERS[name] for name in names))
    return Result(0 if found else 1, "".join(f"{line}\n" for line in lines), "")


def ss(world: World, words: list[str], _: str) -> Result | None:
    """List the TCP sockets that listen; others the model does not know."""
    match words:
        case ["--numeric", "--listening", "--tcp"]:
            lines = ["State Recv-Q Send-Q Local Address:Port Peer Address:Port Process"]
            for address, port in sorted(_sockets(world.machine)):
                peer = "*" if address == "*" else "0.0.0.0"  # noqa: S104 - printed, not bound
                lines.append(f"LISTEN 0 128 {address}:{port} {peer}:*")
            return Result(0, "".join(f"{line}\n" for line in lines), "")
    return None


def _sockets(machine: Machine) -> set[tuple[str, int]]:
    found = set[tuple[str, int]]()
    for process in machine.processes.values():
        if process.bound and process.name != "caddy":
            found.add((_address(process.argv), process.port))
    if machine.proxy is not None:
        found.add(("127.0.0.1", ADMIN_PORT))
        found |= {("*", site.port) for site in machine.sites}
        found |= {("*", machine.main.port)} if machine.proxy else set()
    return found


def _address(argv: tuple[str, ...]) -> str:
    """Return the address that a server binds: the one it is told, else any of IPv4."""
    places = [place for place, word in enumerate(argv) if word == "--host"]
    return argv[places[0] + 1] if places else "0.0.0.0"  # noqa: S104 - printed, not bound
