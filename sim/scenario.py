"""A scenario: what a host is like, what is asked of it, and how that must end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from deploy.config import Config
from deploy.model import Apply, Restore
from sim import start, wheels
from sim.start import CONFIG, Start, changed, offer, request
from sim.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One story without faults: a start, a request, and its ending."""

    name: str
    story: str
    start: Start
    request: Apply | Restore
    ends: int
    """The exit code without any fault."""
    target: str
    """The release that is asked for."""
    config: Config = CONFIG
    fatal: bool = False
    """A single passing fault may need a person: the host is broken to begin with."""
    again: Apply | Restore | None = None
    """What to ask for once all is mended; None means the same, with a reason."""
    events: tuple[str, ...] = field(default=())
    """Faults of the story itself, as a replay id writes them."""

    def repeated(self) -> Apply | Restore:
        """Return the request of a person who tries once more."""
        return replace(self.again or self.request, force="the cause was mended")


def good(letter: str, behaviour: str = "{}", *, data: bool = True) -> Start:
    """Return a host that serves A and is offered a wheel that behaves as told."""

    def offered(world: World) -> None:
        offer(world, letter, wheels.wheel(letter, behaviour, data=data))

    return changed(start.one_release, offered)


def put(world: World, letter: str, behaviour: str) -> None:
    """Offer a wheel that behaves as told."""
    offer(world, letter, wheels.wheel(letter, behaviour))


def deployment(
    name: str, story: str, begin: Start, letter: str, ends: int, *, fatal: bool = False
) -> Scenario:
    """Return the scenario of deploying the commit that a letter stands for."""
    return Scenario(
        name=name,
        story=story,
        start=begin,
        request=request(letter),
        ends=ends,
        target=letter,
        fatal=fatal,
    )


def restore(  # noqa: PLR0913 - a scenario is what it is
    name: str,
    story: str,
    begin: Start,
    asked: Restore,
    *,
    ends: int = 0,
    to: str = "A",
    again: str | None = None,
) -> Scenario:
    """Return the scenario of a restore; `again` is the backup to ask for once all is mended."""
    return Scenario(
        name=name,
        story=story,
        start=begin,
        request=asked,
        ends=ends,
        target=to,
        again=None if again is None else Restore(backup_id=again),
    )
