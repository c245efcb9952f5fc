"""The life of a host: one world, what people and deployers did to it, and what came of that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from deploy.model import Apply, Restore
from sim.harm.faults import Fault
from sim.oracles import truth
from sim.oracles.truth import Tree
from sim.people.operator import Operator
from sim.people.person import SimOperator
from sim.states.places import BACKUPS, CONFIG, PM2_HOME
from sim.world import World

CONFIG_OF_DAYS = replace(CONFIG, keep_pairs_max=6, keep_reports_max=6)
"""Bounds that a life of some deeds reaches."""
REST_S = 60.0
"""Between two deeds; the slowest of good releases is ready by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked of a deployer, and what it is to be judged by."""

    request: Apply | Restore | None
    """None only recovers."""
    target: str
    """Label of the release that was asked for."""
    environment: str | None = None
    """Label of the release that its environment is of, where that is another."""
    world: World
    """The host when it was asked for."""
    power_failures: int
    """How often its power had failed by then."""
    over_open: bool
    """An earlier deployment was open then, and what it had left lay there."""
    ends: int | None = None
    """The exit code on a host in good order; None where nobody can say."""


@dataclass(slots=True, kw_only=True)
class Life:
    """A host that lives."""

    world: World
    known: dict[str, Tree]
    """The code trees that may ever be live, by label."""
    words: list[str] = field(default_factory=list)
    plan: list[Fault] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    """How often each thing happened, for the diversity of what is told."""
    group: str = ""
    """What kind of deed the last one was."""
    fired: set[Fault] = field(default_factory=set)
    """The faults that struck in former commands."""
    commands: int = 0
    deployments: int = 0
    asked: Asked | None = None
    """The request that an open deployment was begun with; None where all is closed."""
    edited_amid: bool = False
    """Somebody changed the files of a release amid the deployment that is open still."""
    meddled: bool = False
    """People have changed the host since that was asked for."""
    brought: tuple[str, ...] = ()
    """Locks that the control side holds on what it has brought for the next command."""
    last_began: float = 0.0
    """What the clock said when the last command began."""
    forgot_tenant: bool = False
    """A person saved PM2's list without the other tenant in it."""

    def fork(self) -> Life:
        """Return an independent copy to go on with, as it would have gone on itself."""
        world = self.world.fork()
        world.machine.power_failures = self.world.machine.power_failures
        world.lasting, world.fired = dict(self.world.lasting), set(self.world.fired)
        world.trace, world.person = list(self.world.trace), self.world.person
        return replace(
            self,
            world=world,
            known=dict(self.known),
            words=list(self.words),
            plan=list(self.plan),
            fired=set(self.fired),
            verdicts=list(self.verdicts),
            seen=dict(self.seen),
        )

    @property
    def person(self) -> Operator:
        """A person with a shell on this host."""
        return SimOperator(self.world)

    @property
    def live(self) -> str | None:
        """Label of the release that lies live."""
        return truth.label_of(truth.tree_at(self.world, truth.LIVE), self.known)

    def count(self, what: str, *names: str, by: int = 1) -> None:
        """Count something that happened."""
        key = " ".join((what, *names))
        self.seen[key] = self.seen.get(key, 0) + by

    def rest(self) -> None:
        """Let a minute pass: what was begun goes on, and the kernel writes what is unwritten."""
        self.world.pass_time(REST_S)
        self.world.disk.flush()

    def meddle(self, act: Callable[[Operator], None]) -> None:
        """Let somebody do something to the host; what they make of the live release is known."""
        before = self.live
        act(self.person)
        self.meddled = True
        self.forgot_tenant = b'"backend"' not in self.person.read(f"{PM2_HOME}/dump.pm2")
        self.learn(before)

    def learn(self, before: str | None) -> None:
        """Know what somebody has made of the release that was live before."""
        tree = truth.tree_at(self.world, truth.LIVE)
        if before is not None and tree is not None and self.live == "?":
            edited = sum("," in label for label in self.known) + 1
            self.known[f"{truth.origin(before)}, edited {edited}"] = tree
        for name in truth.names(self.world, BACKUPS):
            place = f"{BACKUPS}/{name}"
            tree = truth.tree_at(self.world, f"{place}/ai_app")
            unmarked = tree is not None and not truth.document(self.world, f"{place}/manifest.json")
            if unmarked and truth.label_of(tree, self.known) == "?":
                assert tree is not None
                self.known[f"old, damaged {len(self.known)}"] = tree  # no digest could tell
