"""One script on one host, as the simulated agent runs it.

A script is carried out as a whole when the service first asks for it, and its end is known when
its time has come. Where it is killed before, the host is led back to the beginning and the script
carried out again, up to that moment: the same input gives the same effects.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from deploy import instruction, receiving
from deploy.control import script
from deploy.control.ports import Order
from deploy.errors import Refused
from deploy.replies import OK
from sim.aws.command import Ended
from sim.control.hanging import Hanging
from sim.control.postbox import Postbox
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.storage import locks
from sim.stories import errand
from sim.world import Crash, World

if TYPE_CHECKING:
    from sim.control.station import Station

REFUSED = 2
KILLED = -9
FETCH_S = 0.4
"""How long the boot program takes for its two files."""


@dataclass(slots=True, kw_only=True)
class Stint:
    """One script on one host: the port `Run` of the simulated service."""

    station: Station
    order: Order
    began: float
    number: int
    before: World | None = None
    how: Ended | None = None
    killed: float = inf
    postbox: Postbox | None = None
    changed: bool = False
    """The instruction asked for a change, and was begun."""

    def ended(self, now: float) -> Ended | None:
        if self.how is None:
            self._carry_out()
        assert self.how is not None
        if now < self.how.at:
            return None
        self._deliver()
        return self.how

    def kill(self, at: float) -> None:
        """End it at a moment: what it did until then stays done."""
        if self.how is None or at >= self.how.at:
            return
        assert self.before is not None
        self.killed = at
        become(self.station.world, self.before)
        self._carry_out()
        self._deliver()

    def _deliver(self) -> None:
        if self.postbox is not None:
            self.postbox.deliver()

    def _carry_out(self) -> None:
        world = self.station.world
        world.disk.flush()  # the kernel has, since the last script
        self.before = world.fork()
        self.before.command = self.number
        if world.machine.now < self.began:
            world.pass_time(self.began - world.machine.now)
        self.postbox = Postbox(self.station.bucket)
        world.distant = self.postbox
        world.load(self.station.plans.get(self.number, ()), SimOperator)
        world.begin(self.number)
        world.rival = world.rival or self.number >= self.station.rival_from
        world.killed_at = self.killed
        try:
            code, out, err = self._booted(world)
        except Crash:
            code, out, err = KILLED, "", ""
            world.remark("told")
        finally:
            world.killed_at = inf
        at = max(world.machine.now, self.began) + self.station.slow_s
        said = (out.encode() + self.station.chatter, err.encode())
        self.how = Ended(at=min(at, self.killed), code=code, out=said[0], err=said[1])

    def _booted(self, world: World) -> tuple[int, str, str]:
        """Do what the boot program does, then what the deployer does."""
        boot = script.read(self.order.script)
        world.pass_time(FETCH_S)
        fetched = []
        for url, sha256, what in (
            (boot.instruction_url, boot.instruction_sha256, "the instruction"),
            (boot.deployer_url, boot.deployer_sha256, "the deployer"),
        ):
            answer = self.station.bucket.answer("GET", url, world.machine.now)
            if answer.status != OK:
                return _refused(f"{what} cannot be fetched: {answer.status}")
            if hashlib.sha256(answer.body).hexdigest() != sha256:
                return _refused(f"{what} arrived with another SHA-256")
            fetched.append(answer.body)
        return self._received(world, fetched[0])

    def _received(self, world: World, content: bytes) -> tuple[int, str, str]:
        try:
            told = instruction.read(content)
        except Refused as error:
            return _refused(error.reason)
        self.changed = told.task.changes and told.task is not instruction.Task.RECOVER
        host = host_of(world, self.station.config)
        if self.station.hangs_s and self.number == 0:
            host = replace(host, log=Hanging(world, self.station.hangs_s))
        world.remark("asked", told)
        reply = receiving.carry_out(host, told, self.station.instance)
        world.remark("told", reply)
        errand.reports(world, told, reply)
        line = f'{{"exit_code": {reply.exit_code}, "id": "{reply.id}"}}\n'
        if reply.exit_code == 0:
            return 0, f"{line}{reply.message}\n", "\n".join(reply.log)
        return reply.exit_code, line, "\n".join((*reply.log, reply.message))


def _refused(why: str) -> tuple[int, str, str]:
    return REFUSED, "", f"REFUSED, nothing was touched: {why}\n"


def become(world: World, other: World) -> None:
    """Lead a world back to a copy of what it was."""
    world.disk, world.machine = other.disk, other.machine
    world.index_up, world.packages, world.rival = other.index_up, other.packages, other.rival
    world.lasting.clear()
    world.dead = False
    locks.free(world)
