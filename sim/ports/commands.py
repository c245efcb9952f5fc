"""The command port over the simulated programs."""

from __future__ import annotations

import errno
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from deploy.errors import CommandFailed
from deploy.ports import Result
from sim.machinery.machine import Overdue
from sim.ports import patience
from sim.programs import node, python
from sim.programs.caddy import command as caddy
from sim.programs.pm2 import command as pm2
from sim.programs.pm2 import odd, terminal
from sim.programs.pm2.caller import Caller
from sim.programs.uv import command as uv
from sim.states import canaries
from sim.storage import strokes
from sim.storage.nodes import File, broken, failure
from sim.world import World

KILLED = -9
"""The exit code of a program that the kernel ended."""
Write = Callable[[str, bytes, int], None]
OWN = {"HOME": "/home/ubuntu", "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
"""What every program finds in its environment."""


class Call(NamedTuple):
    """One call of a program: its words, where it runs, and what it is given."""

    world: World
    argv: Sequence[str]
    cwd: str
    added: Mapping[str, str]
    """What the caller added to the environment."""
    write: Write
    """How it writes a file, where the power may fail."""
    stdin: bytes = b""

    @property
    def env(self) -> dict[str, str]:
        """What it finds in its environment."""
        return {**OWN, **self.added}


Program = Callable[[Call], Result]


PROGRAMS: dict[str, Program] = {
    "caddy": lambda call: caddy.run(call.world, call.argv[1:]),
    "node": lambda call: node.run(call.world, call.argv[1:]),
    "pm2": lambda call: pm2.run(call.world, call.argv[1:], call.added, call.cwd),
    "python": lambda call: python.run(call.world, call.argv, call.cwd, call.added),
    "uv": lambda call: uv.run(call.world, call.argv[1:], call.write),
}


@dataclass(frozen=True, slots=True)
class SimCommands:
    """Programs, dispatched by name."""

    world: World
    programs: Mapping[str, Program] = field(default_factory=lambda: PROGRAMS)

    def run(
        self,
        argv: Sequence[str],
        *,
        timeout_s: float,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Result:
        program = argv[0].rpartition("/")[2]
        patience.vet(program, timeout_s, None if self.world.guard is None else env or {})

        def strike(kind: str, act: Callable[[], Result]) -> Result:
            if kind == "missing":
                raise _missing(argv[0])
            if kind in odd.WORDS:
                return (result := act())._replace(out=odd.WORDS[kind](result.out))
            if kind == "idle":  # of a reload alone: there is nothing else to leave undone
                return Result(0, "", "") if "reload" in argv else act()
            if kind == "slow":
                self.world.pass_time(timeout_s / 2)
                return act()
            if kind in ("lost", "late"):
                act()
            if kind in ("hangs", "late"):
                self.world.pass_time(timeout_s)
                raise _late(argv, timeout_s)
            if kind == "killed":
                return Result(KILLED, "", "")
            told = ", ".join(canaries.kept(self.world.disk) if kind == "tells" else ())
            said = f"{_prefix(program, argv, env or {})}{program}: simulated failure"
            return Result(1, "", f"{said}\n{told and f'none of {told}'}\n")

        act = partial(self._run, argv, timeout_s, cwd, env or {})
        saves = program == "pm2" and "save" in argv
        amid = partial(_saving, argv[1:], env or {}) if saves else strokes.atomic
        detail = " ".join(argv)
        return self.world.effect(f"run.{program}", detail, act, strike, (detail,), amid)

    def _run(
        self, argv: Sequence[str], timeout_s: float, cwd: str | None, added: Mapping[str, str]
    ) -> Result:
        """Run a program for no longer than its time; what it did by then is done."""
        name = argv[0].rpartition("/")[2]
        program = None if name in self.world.absent else self.programs.get(name)
        if program is None or ("/" in argv[0] and not self._is_program(argv[0])):
            raise _missing(argv[0])
        call = Call(
            world=self.world,
            argv=argv,
            cwd="/" if cwd is None else self._directory(argv[0], cwd),
            added=added,
            write=self._write,
        )
        self.world.deadline = self.world.machine.now + timeout_s
        try:
            return program(call)
        except Overdue as error:
            raise _late(argv, timeout_s, str(error)) from None
        except _Killed:
            return Result(KILLED, "", "")
        finally:
            self.world.deadline = math.inf

    def _directory(self, program: str, cwd: str) -> str:
        """Return the real path of the directory to run in."""
        node = self.world.disk.node(cwd)
        if type(node) is dict:
            return self.world.disk.canonical(cwd)
        number = errno.ENOENT if node is None else errno.ENOTDIR
        raise CommandFailed(f"{program} cannot be run: {failure(number, cwd)}")

    def _is_program(self, path: str) -> bool:
        node = self.world.disk.node(path)
        return type(node) is File and bool(node.mode & 0o111)

    def _write(self, path: str, content: bytes, mode: int) -> None:
        def act() -> None:
            self.world.disk.put(path, content, mode, durable=False)

        amid = partial(strokes.fill, path, content, mode)

        def strike(kind: str, _act: Callable[[], None]) -> None:
            if kind in ("full", "killed"):
                strokes.half(self.world, amid)
            if kind == "killed":
                raise _Killed
            error = broken(kind, path)
            raise CommandFailed(f"uv: {error.strerror} (os error {error.errno})")

        self.world.effect("uv.write", path, act, strike, (path,), amid)


def _saving(words: Sequence[str], env: Mapping[str, str], world: World, count: int) -> int:
    """PM2 makes the list for the next boot in its place, and fills it."""
    if count:
        pm2.run(world, words, env)
        path = Caller(world, words, env).dump
        content = world.disk.read(path)
        world.disk.put(path, content[: (count - 1) * len(content) // 2], durable=False)
    return 2


def _prefix(program: str, argv: Sequence[str], env: Mapping[str, str]) -> str:
    """Return what a program puts before the words of an error: PM2 paints it."""
    coloured = program == "pm2" and terminal.is_coloured(argv[1:], {**OWN, **env})
    return terminal.ERROR if coloured else ""


class _Killed(Exception):
    """The kernel ends the program: the memory of the host is used up."""


def _missing(name: str) -> CommandFailed:
    program = name.rpartition("/")[2]
    return CommandFailed(
        f"the program {name} is not {'there' if '/' in name else 'in ' + OWN['PATH']}, "
        "or may not be executed",
        f"Install {program}, or name its path in infra/deploy.json",
    )


def _late(argv: Sequence[str], timeout_s: float, said: str = "") -> CommandFailed:
    words = f"; its last words: {said.strip()}" if said.strip() else ""
    return CommandFailed(f"{' '.join(argv[:2])} did not end within {timeout_s:g} s{words}")
