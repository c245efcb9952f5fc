"""The remote shell port over a fleet in virtual time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from deploy.control.errors import Rejected, refusal, told
from deploy.control.order import check_tag
from deploy.control.ports import INSTANCES_MAX, Invocation, Order, Presence, Standing
from sim.aws.fleet import Fleet
from sim.aws.striking import failing, unless_late
from sim.world import World

BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class SimShell:
    """A remote shell: every request is one effect of the world."""

    world: World
    fleet: Fleet

    def send(self, order: Order) -> str:
        what = " ".join(order.instances)

        def act() -> str:
            try:
                return self.fleet.send(order, self.world.machine.now).id
            except KeyError:
                raise refusal("SendCommand", what, "InvalidInstanceId", BAD_REQUEST) from None

        strike = failing(self.world, "SendCommand", what)
        return self.world.effect("shell.send", f"{what} {order.mark}", act, strike)

    def read(self, instance: str, command: str) -> Invocation | None:
        what = f"{command} on {instance}"

        def act() -> Invocation | None:
            return self.fleet.read(instance, command, self.world.machine.now)

        def strike(kind: str, do: Callable[[], Invocation | None]) -> Invocation | None:
            if kind == "late":
                return None
            if kind == "cut":
                told = do()
                return None if told is None else replace(told, out="", err=told.err[:7])
            return failing(self.world, "GetCommandInvocation", what)(kind, do)

        return self.world.effect("shell.read", what, act, strike)

    def standings(self, command: str) -> Mapping[str, Standing]:
        def act() -> dict[str, Standing]:
            found = self.fleet.standings(command, self.world.machine.now)
            return {
                instance: Standing(
                    state=each.state,
                    details=each.details,
                    exit_code=each.exit_code,
                    mark=each.mark,
                )
                for instance, each in found.items()
            }

        empty: dict[str, Standing] = {}
        strike = unless_late(empty, failing(self.world, "ListCommandInvocations", command))
        return self.world.effect("shell.standings", command, act, strike)

    def find(self, instance: str, mark: str) -> tuple[str, ...]:
        def act() -> tuple[str, ...]:
            seen = self.fleet.seen(instance, self.world.machine.now)
            return tuple(command.id for command in reversed(seen) if command.order.mark == mark)

        nothing: tuple[str, ...] = ()
        strike = unless_late(nothing, failing(self.world, "ListCommandInvocations", instance))
        return self.world.effect("shell.find", f"{instance} {mark}", act, strike)

    def cancel(self, instance: str | None, command: str) -> None:
        what = command if instance is None else f"{command} on {instance}"

        def act() -> None:
            try:
                self.fleet.cancel(instance, command, self.world.machine.now)
            except KeyError as error:
                code = "InvalidCommandId" if error.args == (command,) else "InvalidInstanceId"
                raise refusal("CancelCommand", what, code, BAD_REQUEST) from None

        self.world.effect("shell.cancel", what, act, failing(self.world, "CancelCommand", what))

    def presence(self, instance: str) -> Presence:
        def act() -> Presence:
            return self.fleet.presence(instance)

        def strike(kind: str, do: Callable[[], Presence]) -> Presence:
            if kind == "away":
                return Presence.LOST
            return failing(self.world, "DescribeInstanceInformation", instance)(kind, do)

        return self.world.effect("shell.presence", instance, act, strike)

    def tagged(self, key: str, value: str) -> Mapping[str, Presence]:
        check_tag(key, value)
        what = f"tag:{key}={value}"

        def act() -> dict[str, Presence]:
            found = self.fleet.tagged(key, value)
            if len(found) > INSTANCES_MAX:
                why = f"over {INSTANCES_MAX} instances have this tag"
                raise told(Rejected, "DescribeInstanceInformation", what, why)
            return found

        strike = failing(self.world, "DescribeInstanceInformation", what)
        return self.world.effect("shell.tagged", what, act, strike)
