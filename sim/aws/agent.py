"""The agent of one instance: what becomes of a command that was sent to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from deploy.control.ports import Invocation, Order, State
from sim.aws.command import (
    CANCELLED,
    CANCELLING,
    DELAYED,
    IN_PROGRESS,
    NEVER_BEGAN,
    TOO_LONG,
    UNDELIVERABLE,
    UNDELIVERED,
    Command,
    Run,
    Turn,
    verdict,
)

Start = Callable[[str, Order, float], Run]
"""Begins a script: the instance it is on, the order, and the moment it is due."""


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
    """When it came online the last time, or was forgotten."""
    tags: Mapping[str, str] = field(default_factory=dict)
    forgotten: bool = False
    """The service knows the instance no more; what runs there goes on."""

    def settle(self, command: Command, turn: Turn, sent: float, pace: Pace, now: float) -> None:
        """Let everything happen to a command that is due by now; it was sent to this agent."""
        if turn.run is None and turn.over is None and not self.forgotten:
            self._deliver(command, turn, sent, pace, now)
        if turn.run is not None and turn.outcome is None:
            self._follow(command, turn, turn.run, pace, now)
        if self.forgotten:
            turn.end(UNDELIVERABLE, max(sent, self.since))
        if turn.outcome is not None and self.online:
            heard = max(turn.outcome[0], self.since)
            if heard <= command.expires:
                turn.end(turn.outcome[1], heard)
        if now >= command.expires:
            turn.end(UNDELIVERED, command.expires)

    def _deliver(self, command: Command, turn: Turn, sent: float, pace: Pace, now: float) -> None:
        due = max(sent + pace.delivers_s, self.since)
        last = min(sent + command.order.delivery_s, command.expires)
        asked = turn.cancel_asked
        if asked is not None and not (self.online and due <= min(asked, last)):
            turn.end(NEVER_BEGAN, asked)
        elif self.online and due <= min(now, last):
            turn.run = self.start(turn.instance, command.order, due)
            turn.now = IN_PROGRESS
        elif now >= sent + pace.delivers_s:
            turn.now = DELAYED

    def _follow(self, command: Command, turn: Turn, run: Run, pace: Pace, now: float) -> None:
        """Find what ends a running script first: itself, its deadline or a cancellation."""
        moments: list[tuple[float, int, Invocation]] = []
        ended = run.ended(now)
        if ended is not None:
            moments.append((ended.at, 0, verdict(ended)))
        moments.append((run.began + command.order.execution_s, 1, TOO_LONG))
        if turn.cancel_asked is not None:
            if turn.over is None:
                turn.now = CANCELLING
            if self.online:
                at = max(turn.cancel_asked, self.since) + pace.cancels_s
                moments.append((at, 2, CANCELLED))
        at, _, outcome = min(moments, key=lambda moment: moment[:2])
        if at > now:
            return
        turn.outcome = at, outcome
        if outcome.state in (State.CANCELLED, State.TIMED_OUT):
            run.kill(at)
