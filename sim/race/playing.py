"""A race being run: every deployer's deeds, what each said, and the copies an oracle looks at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deploy.model import Apply, Restore
from sim.harm.faults import Plan
from sim.oracles import truth
from sim.oracles.truth import Tree
from sim.oracles.violation import Violation
from sim.oracles.watch import Watch
from sim.people.person import SimOperator
from sim.race import turns
from sim.race.deeds import Deed, Told
from sim.race.depot import Depot
from sim.race.moments import Moments
from sim.race.races import Race
from sim.race.stage import ROUGH, Footprints, host_on_stage
from sim.race.turns import Actor, Choose, Turn
from sim.states.places import CONFIG, UPLOADS
from sim.storage.nodes import File
from sim.stories import scenarios
from sim.stories.genre import Attend
from sim.stories.guard import led_back_to, watch_of
from sim.world import World

COMMANDS = 10
"""The commands of the first deployer are numbered from 0, of the second from 10, and so on."""
LOCK, JOURNAL = CONFIG.layout.lock, CONFIG.layout.journal


@dataclass(slots=True, eq=False)
class Part:
    """One deployer's part: what it did, when it held the lock, and what it said."""

    place: int
    """Among those who take turns."""
    number: int
    """Among the deeds of the race."""
    deed: Deed
    world: World
    watch: Watch
    known: dict[str, Tree]
    request: Apply | Restore | None
    told: Told | None = None
    error: Exception | None = None
    """What it ended with that nobody caught."""
    first: int = -1
    """How many turns were taken before its first one; -1 where it had none."""
    last: int = -1
    """How many were taken when it had ended; -1 where it has not."""
    found: World | None = None
    """The host as it was when this one had the lock."""
    begun: World | None = None
    """The host as it was when this one had the lock, and all was closed."""
    left: World | None = None
    """The host as it was when this one let the lock go."""
    open: bool = False
    """What it found is still open."""

    def after(self, world: World, op: str, touched: tuple[str, ...]) -> None:
        """Let the oracle of every moment look; see an open journal closed."""
        self.watch.after(world, op, touched)
        if self.open and op == "files.remove" and touched == (JOURNAL,):
            self.open = False
            self.begun = world.copy()
            self.watch = watch_of(world, self.known, had=_live(world, self.known))

    def meddled(self, world: World, path: str) -> None:
        """Pass on that a person changes a file."""
        self.watch.meddled(world, path)

    def attend(self, what: str, path: str) -> None:
        """Hear of a lock: what this deployer answers for begins and ends with it."""
        if path != LOCK:
            return
        if what == "left":
            self.left = self.world.copy()
            return
        self.found = self.begun = self.world.copy()
        self.open = self.world.disk.node(JOURNAL) is not None
        self.watch = watch_of(self.world, self.known, had=_live(self.world, self.known))


def _live(world: World, known: dict[str, Tree]) -> str | None:
    return truth.label_of(truth.tree_at(world, led_back_to(world)), known)


@dataclass(slots=True)
class Play:
    """One run of a race."""

    race: Race
    world: World
    known: dict[str, Tree]
    parts: list[Part]
    moments: Moments
    prints: Footprints = ROUGH
    taken: int = 0

    def run(self, choose: Choose, hear: Callable[[Turn, list[int]], None]) -> None:
        """Give turns as `choose` says until all have ended; tell each, and who ended with it."""
        actors = [self._actor(part) for part in self.parts]

        def look(turn: Turn) -> None:
            self.taken += 1
            if self.parts[turn.actor].first < 0:
                self.parts[turn.actor].first = self.taken - 1
            self.moments.look(changed=bool(turn.touch.writes))
            if turn.touch.writes:
                one_holder(self.parts)
            ended = [actor.number for actor in actors if actor.ended]
            over = [number for number in ended if self.parts[number].last < 0] if ended else ended
            for number in over:
                self.parts[number].last = self.taken
            hear(turn, over)

        self.moments.see()
        turns.take(actors, choose, look)

    def _actor(self, part: Part) -> Actor:
        act = part.deed.act(self.world)

        def call() -> None:
            host = host_on_stage(actor, CONFIG, part.attend, self.prints)
            try:
                part.told = act(host)
            except Exception as error:  # noqa: BLE001 - an oracle says what that is
                part.error = error

        actor = Actor(part.place, part.world, call)
        return actor


def one_holder(parts: Sequence[Part]) -> None:
    """Two deployers never hold the lock of the host, whatever file it is."""
    holders = [part.deed.name for part in parts if LOCK in part.world.locks]
    if len(holders) > 1:
        raise Violation("one holder", f"the lock is held by {' and '.join(holders)}")


def play_of(
    race: Race, numbers: Sequence[int], plan: Plan = (), attend: Attend | None = None
) -> Play:
    """Return a race about to begin, of some of its deployers."""
    world = race.start().fork()
    if attend is not None:
        attend(world, "host")
    world.load(plan, SimOperator)
    world.distant = Depot(_wheels(world))
    known = dict(scenarios.trees_of(world))
    parts: list[Part] = []
    for number in numbers:
        seat = world.beside()
        seat.begin(number * COMMANDS)
        had = truth.label_of(truth.tree_at(world, led_back_to(world)), known)
        watch = watch_of(world, known, had=had)
        part = Part(
            len(parts),
            number,
            race.deeds[number],
            seat,
            watch,
            known,
            race.deeds[number].asks(world),
        )
        seat.guard = part
        parts.append(part)
    return Play(race, world, known, parts, Moments(world))


def _wheels(world: World) -> dict[str, bytes]:
    found = {}
    for letter in "ABCX":
        node = world.disk.node(UPLOADS.format(letter=letter))
        if type(node) is File:
            found[letter] = node.content
    return found
