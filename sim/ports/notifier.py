"""The notifier port over a channel in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from deploy.control.notifier import Fate, Told
from sim.world import World

REPLY_S = 20.0
"""How long the adapter waits for a reply."""


@dataclass(slots=True)
class Channel:
    """What stands in a channel."""

    messages: list[Mapping[str, object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SimNotifier:
    """A notifier: every message is one effect of the world."""

    world: World
    channel: Channel

    def tell(self, payload: Mapping[str, object]) -> Told:
        def act() -> Told:
            self.channel.messages.append(payload)
            return Told(fate=Fate.DELIVERED, why="HTTP 200", tries=1)

        return self.world.effect("notifier.tell", "", act, self._struck)

    def _struck(self, kind: str, act: Callable[[], Told]) -> Told:
        """Fail in the way of a kind of fault: the adapter never raises, so nor does this."""
        if kind == "denied":
            return Told(fate=Fate.REFUSED, why="HTTP 404", tries=1)
        if kind == "lost":
            act()
        if kind in {"lost", "slow"}:
            self.world.pass_time(REPLY_S)
            return Told(fate=Fate.UNSURE, why="ReadTimeout", tries=1)
        return Told(fate=Fate.UNDELIVERED, why="HTTP 503", tries=5)
