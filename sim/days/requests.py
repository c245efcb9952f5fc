"""What deployers are asked for in the life of a host: each request with what must come of it."""

from __future__ import annotations

from collections.abc import Callable

from deploy import preview, status
from deploy.doctor import examination
from deploy.errors import DeployError
from deploy.layout import INCOMING_LOCK
from deploy.model import Apply, Restore
from sim.days import choice
from sim.days.commands import ask
from sim.days.life import CONFIG_OF_DAYS, Asked, Life
from sim.days.offers import OFFERS
from sim.goods import wheels
from sim.oracles import truth
from sim.oracles.violation import Violation
from sim.people import mending
from sim.ports.host import host_of
from sim.states.places import APP, BACKUPS, CADDYFILE, TENANT_FILE, UPLOADS
from sim.world import Crash, World

REASON = "the cause was mended"
NO_STAMP = "20250101000000"
"""Id of a backup that no host has."""


def deploy(life: Life, name: str, *, force: bool = False) -> None:
    """Deploy a wheel: brought by the control side or, with a reason, by a person."""
    offer, person = OFFERS[name], life.person
    content = offer.wheel()
    folder = f"{CONFIG_OF_DAYS.layout.incoming}/{life.commands}"
    path = UPLOADS.format(letter=name) if force else f"{folder}/{wheels.FILE_NAME}"
    if offer.ends != 2:  # noqa: PLR2004 - what is refused is never live
        life.known.setdefault(name, wheels.app_files(content))
    person.put(path, content)
    if not force:
        life.brought = (f"{folder}/{INCOMING_LOCK}",)
        person.put(f"{CONFIG_OF_DAYS.layout.deployers}/{offer.commit[:12]}.pyz", b"PK")
    request = Apply(wheel=path, sha=offer.commit, force=REASON if force else None)
    ends = offer.ends
    if not force and choice.is_remembered(life.world, truth.digest_of(content)):
        ends = 2
    told = ask(life, _asked(life, request, name, ends=ends))
    life.brought = ()
    if told is not None:
        person.remove(path.rpartition("/")[0])


def restore(life: Life, pick: choice.Pick, *, code_only: bool = False, force: bool = False) -> None:
    """Restore what is chosen of the backups that are there."""
    chosen = pick(life)
    if pick is not choice.default and chosen is None:
        chosen = NO_STAMP
    named = None if pick is choice.default else chosen
    reason = REASON if force else None
    request = Restore(backup_id=named, code_only=code_only, force=reason)
    wanted = choice.wanted(life, chosen, code_only=code_only)
    ends = wanted.ends
    if ends == 0 and named is not None and not force:
        ends = 2 if choice.is_remembered(life.world, wanted.digest) else 0
    ask(life, _asked(life, request, wanted.label, ends=ends, environment=wanted.environment))


def recover(life: Life) -> None:
    """Close what is open."""
    ask(life, _asked(life, None, life.live or "", ends=0))


def _asked(
    life: Life,
    request: Apply | Restore | None,
    target: str,
    *,
    ends: int | None,
    environment: str | None = None,
) -> Asked:
    return Asked(
        request=request,
        target=target,
        environment=environment,
        world=life.world.copy(),
        power_failures=life.world.machine.power_failures,
        over_open=truth.phase(life.world) is not None,
        ends=ends,
    )


# ------------------------------------------------------------------ what only looks


class _Untouched:
    """A guard under which nothing may change."""

    def after(self, world: World, op: str, touched: tuple[str, ...]) -> None:
        """Let programs that only tell run; nothing else may touch anything."""
        del world
        if not op.startswith("run."):
            raise Violation("reader", f"a command that only looks has touched {touched}: {op}")

    def meddled(self, world: World, path: str) -> None:
        """Nobody does."""


def look(life: Life, reader: Callable[[Life], object]) -> None:
    """Let somebody look at the host: it stays as it is, and no error is one of ours."""
    world = life.world
    world.begin(life.commands)
    life.commands += 1
    failures = world.machine.power_failures
    before, world.guard = world.copy(), _Untouched()
    try:
        reader(life)
        outcome = "0"
    except (DeployError, OSError):
        outcome = "2"
    except Crash:
        outcome = "crash"
    finally:
        world.guard = None
    life.verdicts.append(outcome)
    if world.machine.power_failures > failures:
        mending.boot(life.person)
        return
    for path in (APP, BACKUPS, CADDYFILE, TENANT_FILE):
        if world.disk.node(path) != before.disk.node(path):
            raise Violation("reader", f"a command that only looks has changed {path}")
    if world.machine.daemon and not before.machine.daemon:
        raise Violation("reader", "a command that only looks has started PM2")


def see_status(life: Life) -> None:
    """Look at the state of the host."""
    status.render(status.survey(host_of(life.world, CONFIG_OF_DAYS)))


def see_doctor(life: Life) -> None:
    """Have the host examined."""
    examination.examine(host_of(life.world, CONFIG_OF_DAYS))


def see_preview(life: Life) -> None:
    """Look at what a restore would do."""
    preview.forecast(host_of(life.world, CONFIG_OF_DAYS).view(), Restore())
