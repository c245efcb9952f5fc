"""A simulated host that is well, and a person who does to it what the doctor advises."""

import re
import shlex
from collections.abc import Callable
from dataclasses import replace

from deploy.cli import main
from deploy.config import Config
from deploy.doctor.examination import examine
from deploy.doctor.finding import Finding, Level
from deploy.host import Host
from deploy.ports import Result
from sim.machinery.running import Running
from sim.people import obeying
from sim.people.person import SimOperator
from sim.ports.commands import PROGRAMS, Call, SimCommands
from sim.ports.host import host_of
from sim.states import start
from sim.states.places import APP, BASE, CADDYFILE, CONFIG, HOME, PM2_HOME
from sim.world import World

OTHERS = b":8081 {\n\t# another tenant's\n\treverse_proxy localhost:8080\n}\n"
"""A main Caddyfile that knows nothing of this service."""
ENV = f"{APP}/.env"


def pm2(call: Call) -> Result:
    """Be PM2, which also says which one it is."""
    if list(call.argv[1:]) == ["--version"]:
        return Result(0, "7.0.4\n", "")
    return PROGRAMS["pm2"](call)


def host(world: World, config: Config = CONFIG) -> Host:
    """Give the ports of a world to the deployer."""
    commands = SimCommands(world, programs={**PROGRAMS, "pm2": pm2})
    return replace(host_of(world, config), commands=commands)


def deploy(world: World, *words: str) -> int:
    """Run a command of the deployer on the host; return its exit code."""
    return main([*words, "--base", BASE], lambda config: host(world, config))


def put(world: World, path: str, content: bytes, mode: int = 0o644) -> None:
    world.disk.make_directory(path.rpartition("/")[0])
    world.disk.put(path, content, mode, durable=True)


def daemon(world: World, home: str) -> int:
    """Start a daemon of PM2 that says, as the real one does, where it runs."""
    argv = ("PM2 v7.0.4: God Daemon",)
    pid = world.machine.spawn(Running(parent=1, name="PM2", cwd="/", argv=argv))
    put(world, f"{home}/pm2.pid", str(pid).encode())
    return pid


def unprovisioned() -> World:
    """Give a host that serves B beside another tenant, with a Caddyfile that is not of us."""
    world = start.two_releases().fork()
    put(world, CADDYFILE, OTHERS)
    put(world, ENV, world.disk.read(ENV), 0o600)
    daemon(world, PM2_HOME)
    assert SimOperator(world).run("caddy", "reload", "--config", CADDYFILE).code == 0
    return world


def well() -> World:
    """Give a host with which nothing is wrong."""
    world = unprovisioned()
    assert deploy(world, "provision", "--yes") == 0
    assert complaints(world) == []
    return world


def complaints(world: World) -> list[Finding]:
    """Examine the host; return what is not in order."""
    return [each for each in examine(host(world)) if each.level is not Level.OK]


def obey(world: World, advice: str) -> None:
    """Do what the doctor says, word by word."""
    for command in re.split(r"; end it: |; then: | && ", advice):
        if command.startswith("rm "):
            obeying.remove(world, shlex.split(command)[1:])
            continue
        line, _, told = command.removeprefix("sudo ").partition("  # a line ")
        words = shlex.split(line)
        home = words.pop(0).partition("=")[2] if "=" in words[0] else PM2_HOME
        if words[0] == "pm2":
            _ask_pm2(world, home, words[1:])
        elif words[0] not in LOOKS:
            ACTS[words[0]](world, [*words[1:], *([told] if told else [])])


def _ask_pm2(world: World, home: str, words: list[str]) -> None:
    if words == ["kill"]:
        world.machine.exit(int(world.disk.read(f"{home}/pm2.pid")))
        return
    result = SimOperator(world).pm2(*words)
    assert result.code == 0, result.err
    if words == ["resurrect"]:
        daemon(world, PM2_HOME)


def _run_deploy(world: World, words: list[str]) -> None:
    assert words[:2] == ["-m", "deploy"]
    assert main(words[2:], lambda config: host(world, config)) in (0, 1)


def _chmod(world: World, words: list[str]) -> None:
    mode, *paths = words
    for path in paths:
        put(world, path, world.disk.read(path), int(mode, 8) if mode.isdigit() else 0o644)


def _chown(world: World, words: list[str]) -> None:
    whole, paths = words[0] == "-R", [word for word in words if word.startswith("/")]
    assert f"--reference={HOME}" in words
    world.disk.foreign -= frozenset(
        path
        for path in world.disk.foreign
        if path in paths or (whole and any(path.startswith(f"{each}/") for each in paths))
    )


def _edit(world: World, words: list[str]) -> None:
    path, *told = words
    content = world.disk.read(path)
    lines = [text.replace("...", "xyz") for text in told]
    put(world, path, content + "".join(f"{line}\n" for line in lines).encode(), 0o600)


def _run_caddy(world: World, words: list[str]) -> None:
    assert SimOperator(world).run("caddy", *words).code == 0


def _run_uv(world: World, words: list[str]) -> None:
    result = SimOperator(world).run("uv", *words)
    assert result.code == 0, result.err


LOOKS = ("tail", "ss", "du", "sleep")
"""Programs that only look."""
ACTS: dict[str, Callable[[World, list[str]], None]] = {
    "apt-get": lambda world, words: put(world, f"/usr/bin/{words[1]}", b"ELF"),
    "caddy": _run_caddy,
    "chmod": _chmod,
    "chown": _chown,
    "install": lambda world, words: put(world, words[-1], b"", 0o600),
    "kill": lambda world, words: world.machine.exit(int(words[0])),
    "cp": obeying.copy,
    "ln": obeying.link,
    "mv": obeying.move,
    "nano": _edit,
    "python3": _run_deploy,
    "rm": lambda world, words: SimOperator(world).remove(words[-1]),  # as root
    "uv": _run_uv,
    "systemctl": lambda world, _: SimOperator(world).start_proxy(),
}
