"""Run Command: instances, the commands sent to them, and what time does to those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from math import inf

from deploy.control.ports import Invocation, Order, Presence
from sim.aws.agent import Agent, Pace
from sim.aws.command import NEVER_BEGAN, Command, Turn
from sim.aws.turns import give

__all__ = ["Agent", "Fleet", "Pace"]


@dataclass(slots=True, kw_only=True)
class Fleet:
    """The service: it changes by `settle`, to any later moment, however late it is called."""

    pace: Pace = field(default_factory=Pace)
    agents: dict[str, Agent] = field(default_factory=dict)
    commands: dict[str, Command] = field(default_factory=dict)
    due: list[tuple[float, str, bool]] = field(default_factory=list)
    """Moments to come at which the agent of an instance is lost, or is back."""
    _ids: count[int] = field(default_factory=lambda: count(1))

    def send(self, order: Order, now: float) -> Command:
        """Accept an order; raise `KeyError` where one of its instances is not registered."""
        for instance in order.instances:
            if self.presence(instance) is Presence.ABSENT:
                raise KeyError(instance)
        command = Command(
            id=f"00000000-0000-4000-8000-{next(self._ids):012x}",
            order=order,
            sent=now,
            turns={instance: Turn(instance=instance) for instance in order.instances},
        )
        self.commands[command.id] = command
        self.settle(now)
        return command

    def seen(self, instance: str, now: float) -> tuple[Command, ...]:
        """Return the commands of an instance that can be read by now, the newest first."""
        shown = [
            command
            for command in self.commands.values()
            if instance in command.turns and self._shown(command, now)
        ]
        return tuple(reversed(shown))

    def read(self, instance: str, command: str, now: float) -> Invocation | None:
        """Return how a command stands; None where it is unknown, or not known yet."""
        return self.standings(command, now).get(instance)

    def standings(self, command: str, now: float) -> dict[str, Invocation]:
        """Return how a command stands on its instances; nothing where it is not known yet."""
        self.settle(now)
        found = self.commands.get(command)
        if found is None or not self._shown(found, now):
            return {}
        mark = found.order.mark
        return {name: replace(turn.now, mark=mark) for name, turn in sorted(found.turns.items())}

    def cancel(self, instance: str | None, command: str, now: float) -> None:
        """Ask for the end of a command on one of its instances, or on all with None.

        Raises `KeyError` where there is no such command, or it was not sent to the instance.
        """
        self.settle(now)
        turns = self.commands[command].turns
        for turn in turns.values() if instance is None else (turns[instance],):
            if turn.over is None and turn.cancel_asked is None:
                turn.cancel_asked = now
                if turn.sent is None:
                    turn.end(NEVER_BEGAN, now)
        self.settle(now)

    def presence(self, instance: str) -> Presence:
        """Say whether an instance answers."""
        agent = self.agents.get(instance)
        if agent is None or agent.forgotten:
            return Presence.ABSENT
        return Presence.ONLINE if agent.online else Presence.LOST

    def tagged(self, key: str, value: str) -> dict[str, Presence]:
        """Return the instances with this tag, in the order of their ids, and which answer."""
        return {
            instance: self.presence(instance)
            for instance, agent in sorted(self.agents.items())
            if agent.tags.get(key) == value and not agent.forgotten
        }

    def connect(self, instance: str, now: float, *, online: bool) -> None:
        """Let the agent of an instance come online, or be lost."""
        self.settle(now)
        agent = self.agents[instance]
        agent.online, agent.since = online, now
        self.settle(now)

    def forget(self, instance: str, now: float) -> None:
        """Let the service lose an instance for good: what it was sent is undeliverable.

        A script that runs there goes on, as under an agent that was restarted.
        """
        self.settle(now)
        agent = self.agents[instance]
        agent.online, agent.forgotten, agent.since = False, True, now
        self.settle(now)

    def settle(self, now: float) -> None:
        """Let everything happen that is due by now."""
        while self.due and min(self.due)[0] <= now:
            at, instance, online = min(self.due)
            self.due.remove((at, instance, online))
            self.connect(instance, at, online=online)
        self._settle_all(now)

    def _settle_all(self, now: float) -> None:
        for command in tuple(self.commands.values()):
            for turn in command.turns.values():
                self._settle(command, turn, now)
            while (sent := give(command, now, self.pace.delivers_s)) is not None:
                self._settle(command, sent, now)

    def running(self) -> Iterator[Turn]:
        """Give what runs on the instances, whatever the service knows of it."""
        for command in self.commands.values():
            for turn in command.turns.values():
                if turn.run is not None and turn.outcome is None:
                    yield turn

    def close(self) -> None:
        """End every script that runs."""
        for command in self.commands.values():
            for turn in command.turns.values():
                if turn.run is not None:
                    turn.run.kill(inf)

    def _settle(self, command: Command, turn: Turn, now: float) -> None:
        runs = turn.run is not None and turn.outcome is None
        if turn.sent is not None and (turn.over is None or runs):
            self.agents[turn.instance].settle(command, turn, turn.sent, self.pace, now)

    def _shown(self, command: Command, now: float) -> bool:
        return now >= command.sent + self.pace.appears_s
