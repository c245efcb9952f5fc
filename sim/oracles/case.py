"""What one command of a story is judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deploy.model import Apply, Restore
from deploy.verdict import Verdict
from sim.effect import Effect
from sim.oracles import truth
from sim.oracles.truth import Tree
from sim.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What one command of a story is judged by."""

    world: World
    asked: World
    """The world when the request was made; for a recovery, the request it recovers from."""
    begun: World
    """The world when this command began."""
    known: Mapping[str, Tree]
    target: str
    """Label of the release that was asked for."""
    had: str | None
    """Label of the release that lay live before, served or not."""
    verdict: Verdict
    recovering: bool
    power_failed: bool
    effects: int
    seconds: float
    edited: bool
    sound: bool
    """The host itself could carry a healthy service."""
    closes: bool = False
    """An earlier deployment was open when this one was asked for."""
    meddled: bool = False
    """Somebody has changed the host between the request and this recovery from it."""
    environment: str | None = None
    """Label of the release that the environment is of; None where it is the target itself."""
    service: bool = True
    """False where the files alone are deployed, and nothing is to serve."""
    code_only: bool = False
    """The code alone was asked for: the environment must stay as it is."""
    request: Apply | Restore | None
    """What was asked for; None where it only recovered, or where nobody says."""
    ended: float
    """What the clock said when the command ended; oracles let time pass after it."""
    edits: frozenset[str] = frozenset()
    """The files of the live release that somebody else has changed meanwhile, by relative path."""
    pairs_max: int = 20
    """So many backups stay in all, as the pages promise where no settings say otherwise."""

    @property
    def done(self) -> Sequence[Effect]:
        """What this command did, effect by effect."""
        return self.world.trace[len(self.world.trace) - self.effects :]

    @property
    def start(self) -> World:
        """What a refusal must leave as it was: a recovery that gave up goes back further."""
        return self.begun if self.verdict.report is None else self.asked

    @property
    def before(self) -> str | None:
        """Label of the release that served before; None where none did."""
        return truth.served(self.start, self.known)
