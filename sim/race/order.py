"""The order of turns as an id writes it: after how many of one's turns the next one goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sim.race.turns import Turn


@dataclass(slots=True)
class Order:
    """Gives turns as numbers say.

    The first deployer begins. After so many turns of it as the first number says, the next one
    goes on for as many as the second says, and so on. Whoever ends hands on without a number; when
    the numbers are used up, each goes on to its end. A turn is one thing asked of the host, a look
    included, the end of a wait, or the release of a lock. While the one who has the turn waits
    longer than the other does, the other goes on, which nobody counts.
    """

    numbers: list[int]
    actors: int
    has: int = 0
    """Who has the turn."""
    taken: int = 0
    """How many it has taken."""
    left: set[int] = field(default_factory=set)
    """Those who have not ended."""

    def __post_init__(self) -> None:
        """Let all take part."""
        self.left = set(range(self.actors))

    def choose(self, enabled: tuple[int, ...]) -> int:
        """Give the turn."""
        if self.has not in self.left:
            self._hand_on()
        while self.has in enabled and self.numbers and self.numbers[0] <= self.taken:
            del self.numbers[0]
            self._hand_on()
        if self.has in enabled:
            self.taken += 1
            return self.has
        return enabled[0]

    def hear(self, _: Turn, over: Iterable[int]) -> None:
        """Hear of a turn, and who ended with it."""
        self.left.difference_update(over)

    def _hand_on(self) -> None:
        self.has, self.taken = following(self.has, self.left), 0

    @property
    def unspent(self) -> bool:
        """Some numbers were never reached: it is the order of another run."""
        return bool(self.numbers)


def following(one: int, left: Iterable[int]) -> int:
    """Return who comes after one, round and round."""
    ranked = sorted(left)
    return next((each for each in ranked if each > one), ranked[0])


def numbers_of(turns: Sequence[Turn]) -> list[int]:
    """Write the order in which two took turns."""
    left, has, taken = {turn.actor for turn in turns}, 0, 0
    numbers: list[int] = []
    for turn in turns:
        if has not in left:
            has, taken = following(has, left), 0
        if turn.actor != has and has in turn.enabled:
            numbers.append(taken)
            has, taken = turn.actor, 0
        taken += turn.actor == has
        if turn.over:
            left.discard(turn.actor)
    return numbers
