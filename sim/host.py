"""A host for the deployer, made of a simulated world: every port method is one effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deploy.config import Config
from deploy.errors import CommandFailed, Unreachable
from deploy.host import Host
from deploy.ports import Answer, Process, Result
from sim import service
from sim.files import SimFiles
from sim.programs import caddy, pm2, uv
from sim.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

HOME = "/home/ubuntu"
PROXY_PORT, ADMIN_PORT = 80, 2019


def host_of(world: World, config: Config) -> Host:
    """Return the ports of a simulated world, as a deployer is given them."""
    return Host(
        config=config,
        layout=config.layout,
        files=SimFiles(world),
        commands=SimCommands(world),
        http=SimHttp(world),
        clock=SimClock(world),
        processes=SimProcesses(world),
        log=SimLog(world),
        home=HOME,
    )


@dataclass(frozen=True, slots=True)
class SimCommands:
    """Programs, dispatched by name."""

    world: World

    def run(
        self,
        argv: Sequence[str],
        *,
        timeout_s: float,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Result:
        program = argv[0].rpartition("/")[2]

        def strike(kind: str, act: Callable[[], Result]) -> Result:
            if kind == "missing":
                raise CommandFailed(f"{program} is not there", f"Install {program}")
            if kind == "hangs":
                self.world.pass_time(timeout_s)
                raise CommandFailed(f"{program} did not end within {timeout_s:g} s")
            if kind == "noise":
                result = act()
                return Result(result.code, f">>>> In-memory PM2 is out-of-date\n{result.out}", "")
            if kind == "lost":
                act()
            return Result(1, "", f"{program}: simulated failure\n")

        def act() -> Result:
            return self._dispatch(program, argv, cwd, env or {})

        detail = " ".join(argv)
        return self.world.effect(f"run.{program}", detail, act, strike, (detail,))

    def _dispatch(
        self, program: str, argv: Sequence[str], cwd: str | None, env: Mapping[str, str]
    ) -> Result:
        match program:
            case "pm2":
                return pm2.run(self.world, argv[1:], env)
            case "uv":
                return uv.run(self.world, argv[1:], self._program_write)
            case "caddy":
                return caddy.run(self.world, argv[1:])
            case "python":
                self.world.pass_time(0.8)
                python = self.world.disk.canonical(argv[0], follow=False)
                error = service.import_error(self.world.disk, cwd or "/", python)
                return Result(0, "", "") if error is None else Result(1, "", f"Traceback:\n{error}")
        raise CommandFailed(f"{program} is not there", f"Install {program}")

    def _program_write(self, path: str, content: bytes) -> None:
        def act() -> None:
            self.world.disk.put(path, content, durable=False)

        def strike(_kind: str, _act: Callable[[], None]) -> None:
            self.world.disk.put(path, content[: len(content) // 2], durable=False)
            raise CommandFailed("uv: No space left on device (os error 28)")

        self.world.effect("uv.write", path, act, strike, (path,))


@dataclass(frozen=True, slots=True)
class SimHttp:
    """HTTP to the ports of the simulated machine."""

    world: World

    def get(self, url: str, *, timeout_s: float) -> Answer:
        def strike(kind: str, act: Callable[[], Answer]) -> Answer:
            if kind == "refused":
                raise Unreachable("connection refused")
            if kind == "silent":
                self.world.pass_time(timeout_s)
                raise Unreachable("timed out")
            if kind == "stranger":
                return Answer(200, b"<html>It works!</html>")
            del act
            return Answer(int(kind), b'{"detail":"simulated"}')

        return self.world.effect("http.get", url, lambda: self._get(url), strike)

    def _get(self, url: str) -> Answer:
        authority, _, path = url.removeprefix("http://localhost").partition("/")
        port = int(authority.removeprefix(":") or PROXY_PORT)
        machine = self.world.machine
        if port == ADMIN_PORT and machine.proxy is not None:
            return Answer(200, b"{}")
        through_proxy = port == PROXY_PORT and machine.proxy is not None
        process = machine.listener(machine.proxy if through_proxy and machine.proxy else port)
        if process is None and through_proxy:
            return Answer(502, b"")
        if process is None:
            raise Unreachable("connection refused")
        if process.serving is None:
            return Answer(200, b'{"status":"ok"}')
        up_s = machine.now - process.started
        return service.answer(process.serving, f"/{path}", up_s=up_s, started=process.started)


@dataclass(frozen=True, slots=True)
class SimClock:
    """Virtual time: waiting is free."""

    world: World

    def now(self) -> float:
        return self.world.machine.now

    def sleep(self, seconds: float) -> None:
        def act() -> None:
            self.world.pass_time(seconds)

        self.world.effect("clock.sleep", f"{seconds:g}", act, lambda _kind, do: do())


@dataclass(frozen=True, slots=True)
class SimProcesses:
    """The process table."""

    world: World

    def listener(self, port: int) -> Process | None:
        def act() -> Process | None:
            found = self.world.machine.listener(port)
            return (
                None if found is None else Process(found.pid, found.parent, found.cwd, found.argv)
            )

        def strike(_kind: str, do: Callable[[], Process | None]) -> Process | None:
            return None if do() is None else Process(0, 0, "", ())

        return self.world.effect("processes.listener", str(port), act, strike)

    def alive(self, pid: int) -> bool:
        return pid in self.world.machine.processes

    def end(self, pid: int, *, force: bool) -> None:
        def act() -> None:
            process = self.world.machine.processes.get(pid)
            stubborn = (
                process is not None
                and process.serving is not None
                and process.serving.behaviour.stubborn
            )
            if force or not stubborn:
                self.world.machine.exit(pid)

        word = "SIGKILL" if force else "SIGTERM"
        self.world.effect(
            "processes.end", f"{pid} {word}", act, lambda _kind, _do: None, (f"process {pid}",)
        )


@dataclass(slots=True)
class SimLog:
    """What the operator reads; the step it announces names the sites of the effects to come."""

    world: World
    kept: list[str] = field(default_factory=list)

    def step(self, name: str, summary: str) -> None:
        self.world.step = name
        self.kept.append(f"{name}: {summary}")

    def note(self, text: str) -> None:
        self.kept.append(text)
        self.world.said.append(text)

    def lines(self) -> tuple[str, ...]:
        return tuple(self.kept)
