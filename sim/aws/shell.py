"""The remote shell port over a fleet in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from deploy.control.errors import refusal
from deploy.control.ports import Invocation, Order, Presence
from sim.aws.command import NO_EXIT_CODE
from sim.aws.fleet import Fleet
from sim.aws.striking import failing
from sim.world import World

BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class SimShell:
    """A remote shell: every request is one effect of the world."""

    world: World
    fleet: Fleet

    def send(self, order: Order) -> str:
        def act() -> str:
            try:
                return self.fleet.send(order, self.world.machine.now).id
            except KeyError:
                raise refusal(
                    "SendCommand", order.instance, "InvalidInstanceId", BAD_REQUEST
                ) from None

        strike = failing(self.world, "SendCommand", order.instance)
        return self.world.effect("shell.send", f"{order.instance} {order.mark}", act, strike)

    def read(self, instance: str, command: str) -> Invocation | None:
        what = f"{command} on {instance}"

        def act() -> Invocation | None:
            found = self.fleet.read(instance, command, self.world.machine.now)
            if found is None:
                return None
            return Invocation(
                state=found.state,
                details=found.details,
                exit_code=None if found.code == NO_EXIT_CODE else found.code,
                out=found.out,
                err=found.err,
            )

        def strike(kind: str, do: Callable[[], Invocation | None]) -> Invocation | None:
            if kind == "late":
                return None
            return failing(self.world, "GetCommandInvocation", what)(kind, do)

        return self.world.effect("shell.read", what, act, strike)

    def find(self, instance: str, mark: str) -> tuple[str, ...]:
        def act() -> tuple[str, ...]:
            seen = self.fleet.seen(instance, self.world.machine.now)
            return tuple(command.id for command in reversed(seen) if command.order.mark == mark)

        strike = failing(self.world, "ListCommandInvocations", instance)
        return self.world.effect("shell.find", f"{instance} {mark}", act, strike)

    def cancel(self, instance: str, command: str) -> None:
        what = f"{command} on {instance}"

        def act() -> None:
            try:
                self.fleet.cancel(command, self.world.machine.now)
            except KeyError:
                raise refusal("CancelCommand", what, "InvalidCommandId", BAD_REQUEST) from None

        self.world.effect("shell.cancel", what, act, failing(self.world, "CancelCommand", what))

    def presence(self, instance: str) -> Presence:
        def act() -> Presence:
            return self.fleet.presence(instance)

        strike = failing(self.world, "DescribeInstanceInformation", instance)
        return self.world.effect("shell.presence", instance, act, strike)
