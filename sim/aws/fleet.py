"""Run Command: instances, their agents, the commands sent to them, and what time does to those."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from deploy.control.ports import Order, Presence, State
from sim.aws.command import (
    CANCELLED,
    CANCELLING,
    DELAYED,
    IN_PROGRESS,
    NEVER_BEGAN,
    TOO_LONG,
    UNDELIVERED,
    Command,
    Run,
    Standing,
    verdict,
)

Start = Callable[[Order, float], Run]
"""Begins a script on an instance: the order, and the moment it is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How slow the service is, in seconds of its clock."""

    appears_s: float = 0.0
    """Until a sent command can be read: `InvocationDoesNotExist` before."""
    delivers_s: float = 0.0
    """Until the agent of an instance has a command."""
    cancels_s: float = 0.0
    """Until an agent has carried out a cancellation."""


@dataclass(slots=True)
class Agent:
    """The agent of one instance."""

    start: Start
    online: bool = True
    since: float = 0.0
    """When it came online the last time."""


@dataclass(slots=True, kw_only=True)
class Fleet:
    """The service: it changes by `settle`, to any later moment, however late it is called."""

    pace: Pace = field(default_factory=Pace)
    agents: dict[str, Agent] = field(default_factory=dict)
    commands: dict[str, Command] = field(default_factory=dict)
    _ids: count[int] = field(default_factory=lambda: count(1))

    def send(self, order: Order, now: float) -> Command:
        """Accept an order for an instance that is registered; raise `KeyError` for another."""
        if order.instance not in self.agents:
            raise KeyError(order.instance)
        command = Command(
            id=f"00000000-0000-4000-8000-{next(self._ids):012x}", order=order, sent=now
        )
        self.commands[command.id] = command
        self.settle(now)
        return command

    def seen(self, instance: str, now: float) -> tuple[Command, ...]:
        """Return the commands of an instance that can be read by now, the newest first."""
        shown = [
            command
            for command in self.commands.values()
            if command.order.instance == instance and now >= command.sent + self.pace.appears_s
        ]
        return tuple(reversed(shown))

    def read(self, instance: str, command: str, now: float) -> Standing | None:
        """Return how a command stands; None where it is unknown, or not known yet."""
        self.settle(now)
        for found in self.seen(instance, now):
            if found.id == command:
                return found.now
        return None

    def cancel(self, command: str, now: float) -> None:
        """Ask for the end of a command; raise `KeyError` where there is no such command."""
        self.settle(now)
        found = self.commands[command]
        if not found.now.state.over and found.cancel_asked is None:
            found.cancel_asked = now
            self.settle(now)

    def presence(self, instance: str) -> Presence:
        """Say whether an instance answers."""
        agent = self.agents.get(instance)
        if agent is None:
            return Presence.ABSENT
        return Presence.ONLINE if agent.online else Presence.LOST

    def connect(self, instance: str, now: float, *, online: bool) -> None:
        """Let the agent of an instance come online, or be lost."""
        self.settle(now)
        agent = self.agents[instance]
        agent.online, agent.since = online, now
        self.settle(now)

    def settle(self, now: float) -> None:
        """Let everything happen that is due by now."""
        for command in tuple(self.commands.values()):
            if not command.now.state.over:
                self._settle(command, self.agents[command.order.instance], now)

    def _settle(self, command: Command, agent: Agent, now: float) -> None:
        if command.run is None:
            self._deliver(command, agent, now)
        if command.run is not None:
            self._follow(command, command.run, agent, now)
            if command.outcome is not None and agent.online:
                command.now = command.outcome
        if not command.now.state.over and now >= command.expires:
            command.now = UNDELIVERED

    def _deliver(self, command: Command, agent: Agent, now: float) -> None:
        due = max(command.sent + self.pace.delivers_s, agent.since)
        last = command.sent + command.order.delivery_s
        asked = command.cancel_asked
        if asked is not None and not (agent.online and due <= min(asked, last)):
            command.now = NEVER_BEGAN
        elif agent.online and due <= min(now, last):
            command.run = agent.start(command.order, due)
            command.now = IN_PROGRESS
        elif now >= command.sent + self.pace.delivers_s:
            command.now = DELAYED

    def _follow(self, command: Command, run: Run, agent: Agent, now: float) -> None:
        """Find what ends a running script first: itself, its deadline or a cancellation."""
        if command.outcome is not None:
            return
        moments: list[tuple[float, int, Standing]] = []
        ended = run.ended(now)
        if ended is not None:
            moments.append((ended.at, 0, verdict(ended)))
        moments.append((run.began + command.order.execution_s, 1, TOO_LONG))
        if command.cancel_asked is not None:
            command.now = CANCELLING
            if agent.online:
                at = max(command.cancel_asked, agent.since) + self.pace.cancels_s
                moments.append((at, 2, CANCELLED))
        at, _, outcome = min(moments, key=lambda moment: moment[:2])
        if at > now:
            return
        command.outcome = outcome
        if outcome.state in (State.CANCELLED, State.TIMED_OUT):
            run.kill()

    def close(self) -> None:
        """End every script that runs."""
        for command in self.commands.values():
            if command.run is not None:
                command.run.kill()
