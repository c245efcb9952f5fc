"""Start states: hosts as a deployment may find them, each a change to another.

A change is what an operator does, so a host of real parts can be brought to the same state. Here
each is built once on a simulated host, and forked for every run.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from deploy.model import Apply, Restore
from sim.goods import wheels
from sim.oracles.violation import Violation
from sim.people.operator import Operator
from sim.people.person import SimOperator
from sim.states import furniture
from sim.states.places import APP, BACKUPS, CONFIG, INTERPRETER, UPLOADS
from sim.storage.nodes import PROGRAM
from sim.world import World

Change = Callable[[Operator], None]
PREDECESSOR_STAMP = "20260120100000"
"""Id of the backup that the predecessor left, without a manifest."""
SETTLE_S = 60.0
TRIES_MAX = 120
TRY_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A state of a host, and how one comes to it."""

    name: str
    change: Change
    """What somebody does to the host of `parent`."""
    parent: Start | None = None
    """None where it begins with a fresh host, which has its programs and nothing else."""
    checkpoint: bool = False
    """The host is at rest there, and others begin with it: a copy is worth keeping."""

    def __call__(self) -> World:
        """Return the simulated host in this state, which must be forked to go on with."""
        return _built(self)

    @property
    def chain(self) -> tuple[Start, ...]:
        """The states to go through from a fresh host, this one last."""
        return (self,) if self.parent is None else (*self.parent.chain, self)


@functools.cache
def _built(start: Start) -> World:
    world = _fresh() if start.parent is None else start.parent().fork()
    start.change(SimOperator(world))
    world.pass_time(SETTLE_S)
    world.disk.flush()
    return world.fork()


def _fresh() -> World:
    """A host with its programs and nothing else."""
    world = World()
    world.disk.make_directory("/usr/bin")
    for path in (INTERPRETER, "/usr/bin/node"):
        world.disk.put(path, PROGRAM, 0o755, durable=True)
    return world


def changed(start: Start, change: Change, name: str = "") -> Start:
    """Return a start state in which something happened to the host of another."""
    return Start(name=name or change.__name__, change=change, parent=start)


# ------------------------------------------------------------------ what an operator does


def offer(o: Operator, letter: str, content: bytes) -> str:
    """Put a wheel where the control side would; return its path."""
    path = UPLOADS.format(letter=letter)
    o.put(path, content)
    return path


def request(letter: str, *, force: str | None = None) -> Apply:
    """Return the request to deploy the commit that a letter stands for."""
    return Apply(wheel=UPLOADS.format(letter=letter), sha=wheels.sha(letter), force=force)


def run_pm2(o: Operator, *arguments: str) -> None:
    """Do something with PM2 by hand."""
    result = o.pm2(*arguments)
    assert result.code == 0, result.err


def start_service(o: Operator) -> None:
    """Start the service from PM2's configuration."""
    config, name = CONFIG.layout.pm2_config, CONFIG.app_name
    run_pm2(o, "start", config, "--only", name, "--env", "production")


def until(o: Operator, is_so: Callable[[], bool], what: str) -> None:
    """Wait until it is so; raise `Violation` where it never is."""
    for _ in range(TRIES_MAX):
        if is_so():
            return
        o.wait(TRY_S)
    raise Violation("start", f"a host on which never was so: {what}")


def settled(o: Operator, *requests: Apply | Restore) -> None:
    """Carry out requests that must succeed, a day apart."""
    for wanted in requests:
        told = o.deploy(CONFIG, wanted)
        if told is None or told.exit_code != 0:
            message = "it was killed" if told is None else told.message
            raise Violation("start", f"a host that only needs a good deployment: {message}")
        o.pass_days(1)


# ------------------------------------------------------------------ the states


def is_furnished(o: Operator) -> None:
    """A host with settings, Caddy and another tenant, offered A, B and C, and without a service."""
    for path, content in furniture.files().items():
        o.put(path, content)
    for letter in "ABC":
        offer(o, letter, wheels.wheel(letter))
    o.start_proxy()
    run_pm2(o, "start", furniture.TENANT_CONFIG, "--only", "backend", "--env", "production")
    run_pm2(o, "save")
    o.pass_days(1)


def serves(letter: str) -> Change:
    """Return the change that the commit which a letter stands for is deployed."""
    return lambda o: settled(o, request(letter))


def is_the_predecessors(o: Operator) -> None:
    """A host as the predecessor left it: real directories, uploads inside of them, old backups."""
    content = wheels.wheel("A", record=False)
    _install_in_place(o, offer(o, "old", content))
    backup = f"{BACKUPS}/code_{PREDECESSOR_STAMP}"
    for place in (f"{APP}/ai_app", f"{backup}/ai_app"):
        for path, data in wheels.app_files(content).items():
            o.put(f"{place}/{path}", data)
    for path, data in {
        f"{APP}/ai_app/uploads/cv.pdf": b"%PDF",
        f"{APP}/pyproject.toml": b"# pyproject of the predecessor\n",
        f"{APP}/requirements.txt": b"# requirements of the predecessor\n",
        f"{backup}/pyproject.toml": b"# pyproject of a month ago\n",
        f"{backup}/requirements.txt": b"# requirements of a month ago\n",
        f"{backup.replace('code_', 'wheel_')}/{wheels.FILE_NAME}": content,
    }.items():
        o.put(path, data)
    start_service(o)
    run_pm2(o, "save")
    o.pass_days(1)


def _install_in_place(o: Operator, wheel: str) -> None:
    """Make the environment where the predecessor had it."""
    venv, quiet = f"{APP}/venv", "--no-python-downloads"
    for argv in (
        ("venv", quiet, "--python", "3", venv),
        ("pip", "install", quiet, "--python", f"{venv}/bin/python", wheel),
    ):
        result = o.run("uv", *argv)
        assert result.code == 0, result.err


bare = Start(name="bare", change=is_furnished, checkpoint=True)
one_release = Start(name="one_release", change=serves("A"), parent=bare, checkpoint=True)
two_releases = Start(name="two_releases", change=serves("B"), parent=one_release, checkpoint=True)
three_releases = Start(
    name="three_releases", change=serves("C"), parent=two_releases, checkpoint=True
)
predecessor = Start(name="predecessor", change=is_the_predecessors, parent=bare, checkpoint=True)
