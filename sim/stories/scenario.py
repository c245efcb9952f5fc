"""A scenario: what a host is like, what is asked of it, and how that must end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from deploy.config import Config
from deploy.model import Apply, Restore
from sim.goods import wheels
from sim.oracles.truth import Tree
from sim.people.operator import Operator
from sim.states import start
from sim.states.places import CONFIG
from sim.states.start import Change, Start, changed, offer, request
from sim.world import World

Request = Apply | Restore | Callable[[Operator], Restore]
"""What is asked for; where that is a backup which the host has made, a look at the host tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One story without faults: a start, a request, and its ending."""

    name: str
    story: str
    start: Start
    request: Request
    ends: int
    """The exit code without any fault."""
    target: str
    """The release that is asked for."""
    config: Config = CONFIG
    recovers: Config | None = None
    """The settings of whoever recovers from a crash of it; None for the same ones."""
    fatal: bool = False
    """A single passing fault may need a person: the host is broken to begin with."""
    again: Request | None = None
    """What to ask for once all is mended; None means the same, with a reason."""
    mended: int | None = None
    """The exit code of that; None where it is `ends` again."""
    events: tuple[str, ...] = field(default=())
    """Faults of the story itself, as a replay id writes them."""
    only_modelled: str = ""
    """Why no host of real parts can tell it; empty where one can."""

    def asked(self, o: Operator) -> Apply | Restore:
        """Return the request, on a host in the start state."""
        return _said(self.request, o)

    @property
    def ends_again(self) -> int:
        """The exit code of the request that is made once all is mended."""
        return self.ends if self.mended is None else self.mended

    def settings(self, request: Apply | Restore | None) -> Config:
        """Return what whoever makes a request is told, or with None whoever recovers."""
        return self.config if request or self.recovers is None else self.recovers

    def repeated(self, o: Operator) -> Apply | Restore:
        """Return the request of a person who tries once more, as the start state tells it."""
        return replace(_said(self.again or self.request, o), force="the cause was mended")


@dataclass(frozen=True, slots=True)
class Setting:
    """A host that a story begins with, and the code trees that may ever be live on it."""

    world: World
    known: Mapping[str, Tree]


def _said(wanted: Request, o: Operator) -> Apply | Restore:
    return wanted if isinstance(wanted, Apply | Restore) else wanted(o)


def offers(
    letter: str, behaviour: str = "{}", *, data: bool = True, locked: bytes | None = None
) -> Change:
    """Return the change that a wheel is offered which behaves as told."""

    def change(o: Operator) -> None:
        offer(o, letter, wheels.wheel(letter, behaviour, data=data, locked=locked))

    return change


def good(letter: str, behaviour: str = "{}") -> Start:
    """Return a host that serves A and is offered a wheel that behaves as told."""
    change = offers(letter, behaviour)
    return changed(start.one_release, change, f"offered {letter} {behaviour}")


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
    asked: Request,
    *,
    ends: int = 0,
    to: str = "A",
    again: Request | None = None,
) -> Scenario:
    """Return the scenario of a restore; `again` is what to ask for once all is mended."""
    return Scenario(
        name=name,
        story=story,
        start=begin,
        request=asked,
        ends=ends,
        target=to,
        again=again,
    )
