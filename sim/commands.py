"""The command port over the simulated programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from deploy.errors import CommandFailed
from deploy.ports import Result
from sim import service
from sim.canaries import SECRETS
from sim.programs import caddy, pm2, uv
from sim.world import World


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
            told = f"could not connect to {SECRETS[1]}\n" if kind == "tells" else ""
            return Result(1, "", f"{program}: simulated failure\n{told}")

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
