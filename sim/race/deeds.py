"""What one deployer does in a race: a command on the host, an instruction of CI, or a look."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from deploy import interruption, listing, preview, receiving, snapshot, status
from deploy.errors import DeployError
from deploy.host import Host
from deploy.instruction import Instruction, Parcel, Task
from deploy.model import Apply, Restore
from deploy.preview import Forecast
from deploy.replies import Reply
from deploy.snapshot import document
from deploy.snapshot.model import Snapshot
from deploy.status import Status
from deploy.verdict import Verdict
from sim.goods import wheels
from sim.people.person import SimOperator
from sim.race.depot import REPLY, WHEEL
from sim.states import past, start
from sim.states.past import Pick
from sim.states.places import BASE, UPLOADS
from sim.world import World

INSTANCE = "i-0123456789abcdef0"
REFUSED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one deployer said at its end, and what else it brought."""

    exit_code: int
    message: str
    found: Verdict | Reply | Status | Forecast | Snapshot | tuple[listing.Item, ...] | None = None


Act = Callable[[Host], Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What one deployer does."""

    name: str
    act: Callable[[World], Act]
    """Returns it for a world that waits for the race to begin."""
    asks: Callable[[World], Apply | Restore | None] = lambda _: None
    """Returns what an operator asks for; None where nobody asks for a release in these words."""
    target: str | None = None
    """The release that is asked for; None where none is."""
    changes: bool = True
    command: str = "apply"


def _judged(host: Host, request: Apply | Restore | None) -> Told:
    verdict = interruption.judged(host, request)
    return Told(exit_code=verdict.exit_code, message=verdict.message, found=verdict)


def applying(letter: str) -> Deed:
    """Return: an operator deploys the commit that a letter stands for."""
    return Deed(
        name=f"apply {letter}",
        act=lambda _: lambda host: _judged(host, start.request(letter)),
        asks=lambda _: start.request(letter),
        target=letter,
    )


def restoring(letter: str) -> Deed:
    """Return: an operator restores the newest backup of a release."""
    pick: Pick = past.newest_of(letter)

    def asks(world: World) -> Restore:
        return Restore(backup_id=pick(SimOperator(world)))

    def act(world: World) -> Act:
        request = asks(world)
        return lambda host: _judged(host, request)

    return Deed(name=f"restore {letter}", act=act, asks=asks, target=letter, command="restore")


RECOVERING = Deed(name="recover", act=lambda _: lambda host: _judged(host, None), command="recover")
"""The host boots, or a person closes what is open."""


def receiving_apply(letter: str, number: int) -> Deed:
    """Return: CI has a commit deployed, by an instruction of its own."""

    def act(world: World) -> Act:
        told = _instruction(world, letter, f"release-{number}")
        return lambda host: _received(host, told)

    return Deed(name=f"receive {letter}", act=act, target=letter)


def _instruction(world: World, letter: str, name: str) -> Instruction:
    content = world.disk.read(UPLOADS.format(letter=letter))
    sha256 = hashlib.sha256(content).hexdigest()
    parcel = Parcel(url=f"{WHEEL}{letter}", name=wheels.FILE_NAME, sha256=sha256)
    return Instruction(
        id=name,
        task=Task.APPLY,
        base=BASE,
        report_urls={INSTANCE: f"{REPLY}{name}"},
        wheel=parcel,
        sha=wheels.sha(letter),
    )


def _received(host: Host, told: Instruction) -> Told:
    reply = receiving.carry_out(host, told, INSTANCE)
    return Told(exit_code=reply.exit_code, message=reply.message, found=reply)


def _looking(name: str, look: Callable[[Host], Told]) -> Deed:
    """Return a look at the host, which ends as the command line ends it."""

    def act(host: Host) -> Told:
        try:
            return look(host)
        except DeployError as error:
            return Told(exit_code=REFUSED, message=error.reason)
        except OSError as error:
            return Told(exit_code=REFUSED, message=f"{error.filename}: {error.strerror}")

    return Deed(name=name, act=lambda _: act, changes=False, command=name)


def _status(host: Host) -> Told:
    found = status.survey(host)
    return Told(exit_code=0, message=status.render(found), found=found)


def _preview(letter: str) -> Callable[[Host], Told]:
    def look(host: Host) -> Told:
        found = preview.forecast(host.view(), start.request(letter))
        return Told(exit_code=0, message=preview.render(found), found=found)

    return look


def _snapshot(host: Host) -> Told:
    content = snapshot.take(host)
    return Told(exit_code=0, message="", found=document.parse(content))


def _list(host: Host) -> Told:
    items = tuple(item for half in listing.survey(host.view()).values() for item in half)
    return Told(exit_code=0, message="", found=items)


def _asked_for_status(world: World) -> Act:
    del world
    told = Instruction(
        id="status-1", task=Task.STATUS, base=BASE, report_urls={INSTANCE: f"{REPLY}status-1"}
    )
    return lambda host: _received(host, told)


def _status_of_files(host: Host) -> Told:
    return _status(replace(host, config=replace(host.config, service=False)))


STATUS = _looking("status", _status)
FILES = _looking("status --no-service", _status_of_files)
LIST = _looking("list", _list)
SNAPSHOT = _looking("snapshot", _snapshot)
REMOTE_STATUS = Deed(
    name="remote status", act=_asked_for_status, changes=False, command="remote status"
)


def previewing(letter: str) -> Deed:
    """Return: somebody asks what a deployment would do."""
    return _looking(f"preview {letter}", _preview(letter))
