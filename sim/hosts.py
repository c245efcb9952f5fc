"""Changes to a host: the states in which a deployment may find it."""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from deploy import verdict
from deploy.model import stamp_of
from sim import start, wheels
from sim.files import flipped
from sim.host import host_of
from sim.machine import EPOCH, Running
from sim.oracles import truth
from sim.start import APP, BASE, CADDYFILE, CONFIG, DAY_S, Start, offer, request, run_pm2, settled
from sim.world import World

BACKUPS = f"{BASE}/backups/ai"
BROKEN_STAMP = stamp_of(EPOCH + 20 * DAY_S)


def stamps(world: World) -> list[str]:
    """Return the ids of the code backups, newest first."""
    found = (re.fullmatch(r"code_([0-9]{14})", name) for name in truth.names(world, BACKUPS))
    return sorted((hit[1] for hit in found if hit is not None), reverse=True)


def pm2_is_empty(world: World) -> None:
    """Somebody deleted the service from PM2."""
    run_pm2(world, "delete", "ai-service")


def service_is_stopped(world: World) -> None:
    """Somebody stopped the service."""
    run_pm2(world, "stop", "ai-service")


def service_is_errored(world: World) -> None:
    """PM2 gave the service up after too many restarts."""
    run_pm2(world, "stop", "ai-service")
    _change_entry(world, status="errored", restarts=15)


def _change_entry(world: World, **changes: object) -> None:
    for entry in list(world.machine.entries.values()):
        if entry.name == "ai-service":
            world.machine.entries[entry.pm_id] = replace(entry, **changes)  # type: ignore[arg-type]


def service_is_duplicated(world: World) -> None:
    """A mishap left a second entry, whose process cannot bind the port."""
    machine = world.machine
    entry = next(entry for entry in machine.entries.values() if entry.name == "ai-service")
    twin = replace(entry, pm_id=machine.next_pm_id, pid=None, status="errored", restarts=15)
    machine.next_pm_id += 1
    machine.entries[twin.pm_id] = twin


def daemon_is_dead(world: World) -> None:
    """PM2's daemon was killed."""
    world.machine.daemon = False
    world.machine.entries.clear()


def service_crash_loops(world: World) -> None:
    """The live app dies a second and more after each start: PM2 restarts it for ever."""
    entry = next(entry for entry in world.machine.entries.values() if entry.name == "ai-service")
    main = f"{world.disk.canonical(entry.cwd)}/api/main.py"
    sick = world.disk.read(main).replace(b"SIM = {", b'SIM = {"fails_after_s": 1.2, ')
    world.disk.put(main, sick, durable=True)
    assert entry.pid is not None
    world.machine.exit(entry.pid)


def proxy_is_stale(world: World) -> None:
    """The proxy still passes requests to a port that was once meant."""
    world.machine.proxy = 9000


def backups_are_old(world: World) -> None:
    """Nobody deployed for a month."""
    world.pass_time(30 * DAY_S)


def live_is_edited(world: World) -> None:
    """A person mended something by hand on the host."""
    path = world.disk.canonical(f"{APP}/ai_app/{wheels.NEEDS}")
    world.disk.put(path, b"mended by hand\n", durable=True)
    entry = next(entry for entry in world.machine.entries.values() if entry.name == "ai-service")
    assert entry.pid is not None
    world.machine.exit(entry.pid)


def manifest_is_lost(world: World) -> None:
    """The manifest of the live release was deleted."""
    world.disk.remove(f"{world.disk.canonical(f'{APP}/current')}/manifest.json")


def stranger_holds_the_port(world: World) -> None:
    """The service is down and another program took its port."""
    run_pm2(world, "delete", "ai-service")
    world.machine.spawn(
        Running(parent=1, name="stranger", cwd="/srv", argv=("python3",), port=8000)
    )


def proxy_is_down(world: World) -> None:
    """Caddy is not running."""
    world.machine.proxy = None


def no_proxy(world: World) -> None:
    """Caddy was never installed: its file stays only for the oracle of others' files."""
    world.disk.remove(CADDYFILE)
    world.machine.proxy = None


def disk_is_full(world: World) -> None:
    """Hardly any room is left."""
    world.disk.free = 1024 * 1024


def index_is_down(world: World) -> None:
    """Neither the index nor uv's cache has the packages."""
    world.index_up = world.cached = False


def no_interpreter(world: World) -> None:
    """An upgrade of the system took the interpreter away."""
    world.disk.rename("/usr/bin/python3.11", "/usr/bin/python3.12")


def no_pm2_config(world: World) -> None:
    """PM2's configuration is not where it should be."""
    world.disk.remove(CONFIG.layout.pm2_config)


def rival_deploys(world: World) -> None:
    """Another deployer is at work."""
    world.rival = True


def app_is_foreign(world: World) -> None:
    """Somebody ran something as root."""
    world.disk.foreign = frozenset((APP,))


def environments_are_lost(world: World) -> None:
    """The environments of the older releases were deleted to make room."""
    live = world.disk.canonical(f"{APP}/venv").rpartition("/")[2]
    for name in truth.names(world, f"{APP}/environments"):
        if name != live:
            world.disk.remove(f"{APP}/environments/{name}")


def backup_is_damaged(world: World) -> None:
    """A bit of the oldest backup flipped; its size is the same."""
    _damage(world, stamps(world)[-1])


def newest_backup_is_damaged(world: World) -> None:
    """A bit of the newest backup flipped."""
    _damage(world, stamps(world)[0])


def _damage(world: World, stamp: str) -> None:
    path = f"{BACKUPS}/code_{stamp}/ai_app/{wheels.NEEDS}"
    world.disk.put(path, flipped(world.disk.read(path)), durable=True)


@functools.cache
def backup_of_a_release_that_broke() -> Start:
    """A host with a backup, made without a manifest, of a release that does not start any more."""

    def add(world: World) -> None:
        content = wheels.wheel("X", '{"fails_after_s": 0.3}')
        offer(world, "X", content)
        code = f"{BACKUPS}/code_{BROKEN_STAMP}/ai_app"
        for path, data in wheels.app_files(content).items():
            world.disk.make_directory(f"{code}/{path}".rpartition("/")[0])
            world.disk.put(f"{code}/{path}", data, durable=True)
        wheel = f"{BACKUPS}/wheel_{BROKEN_STAMP}"
        world.disk.make_directory(wheel)
        world.disk.put(f"{wheel}/{wheels.FILE_NAME}", content, durable=True)

    return start.changed(start.two_releases, add)


@functools.cache
def remembers_a_failure() -> Start:
    """A host on which X was tried and rolled back."""

    def try_it(world: World) -> None:
        offer(world, "X", wheels.wheel("X", '{"fails_after_s": 0.3}'))
        told = verdict.of(host_of(world, CONFIG), request("X"))
        assert told.exit_code == 1, told.message
        settled(world)

    return start.changed(start.one_release, try_it)
