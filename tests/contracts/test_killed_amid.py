"""What a killed deployer leaves: the real files port dies at each call of the kernel in turn.

Every state it can leave must be one that the simulator leaves, before, amid or after the effect.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count, takewhile
from pathlib import Path

import pytest

from deploy.adapters import kernel
from deploy.adapters.files import LocalFiles
from deploy.ports import Files, Kind
from deploy.unfinished import UNFINISHED
from sim.harm.faults import CHANGING, Fault, Site
from sim.ports.files import SimFiles
from sim.world import Crash, World

CALLS = ("open", "unlink", "mkdir", "rmdir", "rename", "replace", "symlink", "fchmod", "fsync")
"""What the adapter, and `shutil` for it, changes files by; it writes into those it has opened."""
KILLED, DONE = 9, 0

Act = Callable[[Files, str], object]
State = dict[str, tuple[object, ...]]
ACTS: dict[str, Act] = {
    "a new file": lambda files, at: files.write(f"{at}/new", b"content", 0o600),
    "a file anew": lambda files, at: files.write(f"{at}/old", b"content"),
    "a file where one was killed before": lambda files, at: files.write(f"{at}/cut", b"content"),
    "a new link": lambda files, at: files.link(f"{at}/new", "old"),
    "a link anew": lambda files, at: files.link(f"{at}/link", "full"),
    "directories": lambda files, at: files.make_directory(f"{at}/one/two/three/four"),
    "a copy": lambda files, at: files.copy(f"{at}/old", f"{at}/new"),
    "a copy over a file": lambda files, at: files.copy(f"{at}/old", f"{at}/full/a"),
    "a tree removed": lambda files, at: files.remove(f"{at}/full"),
    "a file removed": lambda files, at: files.remove(f"{at}/old"),
    "a tree moved": lambda files, at: files.rename(f"{at}/full", f"{at}/moved"),
    "two exchanged": lambda files, at: files.exchange(f"{at}/full", f"{at}/old"),
}


def laid_out(files: Files, at: str) -> None:
    files.make_directory(f"{at}/full/inner/deep")
    for name in ("old", "full/a", "full/inner/b", "full/inner/deep/c", "full/z"):
        files.write(f"{at}/{name}", name.encode())
    files.link(f"{at}/link", "old")
    files.write(f"{at}/.cut{UNFINISHED}", b"cut o")


def state(files: Files, at: str) -> State:
    """Say what lies there; the mode of what is unfinished is nobody's business."""
    found: State = {}
    for entry in files.walk(at):
        path = f"{at}/{entry.path}"
        if entry.kind is Kind.FILE:
            mode = 0 if path.endswith(UNFINISHED) else files.marks(path).mode
            found[entry.path] = (mode, files.read(path))
        else:
            found[entry.path] = (files.target(path),) if entry.kind is Kind.LINK else ()
    return found


# ------------------------------------------------------------------ the real port


def dies_at(act: Act, at: str, call: int) -> bool:
    """Let a child do the act and die at its call of this number; say whether it did."""
    child = os.fork()
    if not child:
        try:
            interposed(call)
            act(LocalFiles(), at)
        except BaseException:  # noqa: BLE001 - nothing of the test may go on in here
            os._exit(1)
        os._exit(DONE)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (DONE, KILLED)
    return code == KILLED


def interposed(last: int) -> None:
    """Count the calls; instead of the one of this number, die."""
    made = 0

    def counted(real: Callable[..., object], *given: object, **named: object) -> object:
        nonlocal made
        made += 1
        if made == last:
            os._exit(KILLED)
        return real(*given, **named)

    for name in CALLS:
        setattr(os, name, partial(counted, getattr(os, name)))
    kernel.exchange = partial(counted, kernel.exchange)  # type: ignore[assignment]
    os.scandir = partial(in_order, os.scandir)  # type: ignore[assignment]


@contextmanager
def in_order(real: Callable[..., Iterator[os.DirEntry[str]]], at: str) -> Iterator[object]:
    """Give the entries sorted: the kernel has an order of its own on every file system."""
    yield iter(sorted(real(at), key=lambda entry: entry.name))


def left_by_real_ones(act: Act, folder: Path) -> list[State]:
    found: list[State] = []
    for call in range(1, 100):
        at = str(folder / str(call))
        laid_out(LocalFiles(), at)
        killed = dies_at(act, at, call)
        left = state(LocalFiles(), at)
        if left not in found:
            found.append(left)
        if not killed:
            return found
    raise AssertionError("it never ends")


# ------------------------------------------------------------------ the simulated port


def left_by_simulated_ones(act: Act) -> list[State]:
    found: list[State] = []
    strokes = takewhile(
        lambda kind: dies_so(act, kind, found), map("kill_amid.{}".format, count(1))
    )
    assert all(dies_so(act, kind, found) for kind in ("kill", *strokes, "kill_after"))
    return found


def dies_so(act: Act, kind: str, found: list[State]) -> bool:
    """Let a simulated deployer do the act and die; say whether there is such a moment in it."""
    world = World()
    files = SimFiles(world)
    laid_out(files, "/at")
    world.step = "act"
    world.load(tuple(Fault(Site(0, op, "act", 1), kind) for op in CHANGING))
    with pytest.raises(Crash):
        act(files, "/at")
    world.begin(1)
    found.append(state(files, "/at"))
    return bool(world.fired)


# ------------------------------------------------------------------ both


@pytest.mark.parametrize("name", ACTS)
def test_no_state_is_left_that_the_simulator_does_not_leave(name: str, tmp_path: Path) -> None:
    simulated = left_by_simulated_ones(ACTS[name])
    real = left_by_real_ones(ACTS[name], tmp_path)
    assert len(real) > 1
    assert [left for left in real if left not in simulated] == []


def test_the_child_dies_where_it_is_told(tmp_path: Path) -> None:
    laid_out(LocalFiles(), str(tmp_path))
    before = state(LocalFiles(), str(tmp_path))
    assert dies_at(ACTS["a new file"], str(tmp_path), 1)
    assert state(LocalFiles(), str(tmp_path)) == before
    assert not dies_at(ACTS["a new file"], str(tmp_path), 99)
    assert LocalFiles().read(f"{tmp_path}/new") == b"content"
