"""A story of the control side: what is asked, what is wrong on the way, and how it must end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sim.aws.fleet import Pace
from sim.control import estate as estates
from sim.control.asking import Ask
from sim.control.estate import Estate
from sim.control.troubles import nothing
from sim.states import start
from sim.states.start import Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One request to a control side."""

    told: str
    ask: Ask
    ends: int
    """The exit code where nothing fails beside what the story tells."""
    serves: str
    """The release that serves on every host then."""
    begin: Start = start.two_releases
    hosts: int = 1
    pace: Pace = field(default_factory=Pace)
    trouble: Callable[[Estate], None] = nothing
    """What is wrong, before anything is asked."""
    mend: Callable[[Estate], None] = nothing
    """What is done about it afterwards."""
    again: int | None = None
    """How the same request ends once all is mended; None means as `ends`."""
    looks: bool = False
    """It asks what is so: the host stays as it is, whatever becomes of the answer."""

    def estate(self) -> Estate:
        """Return the estate as it is when the request is made."""
        made = estates.build(self.begin, self.hosts, self.pace)
        self.trouble(made)
        return made
