"""Whose turn it is: how many instances have a command at once, and where the sending stops."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from sim.aws.command import TERMINATED, UNDELIVERED, Command, Turn


def give(command: Command, now: float, delivers_s: float) -> Turn | None:
    """Send a command to the next instance whose turn came by now, and return that turn.

    None where nobody's turn has come. Who has none any more is told so: the failures were too
    many, or the command has expired. All of it happens at its own moment, however late this asks.
    """
    waiting = [turn for turn in command.turns.values() if turn.sent is None and turn.over is None]
    if not waiting:
        return None
    sent = [turn for turn in command.turns.values() if turn.sent is not None]
    stop, turn = _stop(command, sent), _turn(command, sent, delivers_s)
    at, end = min((stop, TERMINATED), (command.expires, UNDELIVERED), key=lambda each: each[0])
    if turn < at:
        if turn > now:
            return None
        waiting[0].sent = turn
        return waiting[0]
    if at <= now:
        for left in waiting:
            left.end(end, at)
    return None


def _stop(command: Command, sent: Sequence[Turn]) -> float:
    """Return when one failure more than is borne was known.

    Rule: user guide, "Using error controls": with 0 it stops "after the first error result", with
    3 "when the fourth error is received". Those that run "are allowed to complete".
    """
    known = sorted(turn.over for turn in sent if turn.over is not None and turn.failed)
    return known[command.order.failures_max] if len(known) > command.order.failures_max else inf


def _turn(command: Command, sent: Sequence[Turn], delivers_s: float) -> float:
    """Return when the next instance is sent to.

    Rule: user guide, "Using concurrency controls": to one, until that "is acknowledged", then to
    two more, then to twice as many each time, until as many as allowed have it at once.
    """
    over = [inf if turn.over is None else turn.over for turn in sent]
    heard = [min(end, (turn.sent or 0) + delivers_s) for turn, end in zip(sent, over, strict=True)]
    begin = max((turn.sent or 0 for turn in sent), default=command.sent)
    for at in sorted({begin, *(moment for moment in (*over, *heard) if moment > begin)}):
        busy = sum(end > at for end in over)
        acknowledged = sum(moment <= at for moment in heard)
        if busy < command.order.together_max and len(sent) <= 2 * acknowledged:
            return at
    return inf
