"""Every order of two deployers' turns that can make a difference, and none twice.

Two turns that touch nothing in common may be done in either order: all orders that differ in such
turns alone are one. Of each such class one order is run (dynamic partial-order reduction with
sleep sets, Flanagan and Godefroid 2005): a run shows which turns collided, and each collision is
tried the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sim.race.touch import EVERYTHING, Touch, commute
from sim.race.turns import Choose, Cut, Turn

Play = Callable[[Choose, Callable[[Turn], None]], None]
"""Runs a race as decided, and tells each turn."""
Clock = tuple[int, ...]
"""The last turn of each deployer that comes before something, whatever the order."""


@dataclass(slots=True)
class Node:
    """A state on the way of the present run: who could go on, and what was tried from here."""

    enabled: tuple[int, ...]
    chosen: int
    wanted: set[int]
    """Who must go on from here in one run or another."""
    asleep: dict[int, Touch]
    """Whose next turn was tried already, where it makes no difference that others went before."""
    done: dict[int, Touch] = field(default_factory=dict)


@dataclass(slots=True)
class Explorer:
    """Goes through the orders of one race, depth first."""

    play: Play
    actors: int
    commuting: Callable[[Touch, Touch], bool] = commute
    path: list[Node] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    runs: int = 0
    states: int = 0
    cut: int = 0
    """Runs given up on the way: all they could lead to was tried."""

    def orders(self) -> Iterator[tuple[Turn, ...]]:
        """Give every order, each as the turns that were taken."""
        since = 0
        while True:
            self.turns.clear()
            self.runs += 1
            try:
                self.play(self._choose, self.turns.append)
                whole = True
            except Cut:
                whole = False
                self.cut += 1
            unheard = self.path[len(self.turns) :]  # an oracle broke in: who knows what it touched
            self.turns += [Turn(each.chosen, each.enabled, EVERYTHING) for each in unheard]
            self._learn(since)
            if whole:
                yield tuple(self.turns)
            if not self._turn_back():
                return
            since = len(self.path) - 1

    def _choose(self, enabled: tuple[int, ...]) -> int:
        """Follow the path; where it ends, let whoever went on last go on."""
        depth = len(self.turns)
        if depth < len(self.path):
            assert self.path[depth].enabled == enabled, "the same decisions gave another run"
            return self.path[depth].chosen
        asleep = self._still_asleep()
        free = [actor for actor in enabled if actor not in asleep]
        if not free:
            raise Cut
        last = self.turns[-1].actor if self.turns else 0
        chosen = last if last in free else free[0]
        self.path.append(Node(enabled, chosen, {chosen}, asleep))
        self.states += 1
        return chosen

    def _still_asleep(self) -> dict[int, Touch]:
        if not self.path:
            return {}
        node, touch = self.path[-1], self.turns[-1].touch
        return {
            actor: known
            for actor, known in {**node.asleep, **node.done}.items()
            if actor != node.chosen and self.commuting(known, touch)
        }

    def _learn(self, since: int) -> None:
        """Find the turns that collided, and want each pair of them the other way round."""
        del self.clocks[since:]
        turns: list[list[int]] = [[] for _ in range(self.actors)]
        changes: list[list[int]] = [[] for _ in range(self.actors)]
        for place, turn in enumerate(self.turns):
            if place >= since:
                others = turns if turn.touch.writes else changes
                self.clocks.append(self._clock(place, turn, turns[turn.actor], others))
            turns[turn.actor].append(place)
            if turn.touch.writes:
                changes[turn.actor].append(place)

    def _clock(self, place: int, turn: Turn, before: list[int], others: list[list[int]]) -> Clock:
        clock = list(self.clocks[before[-1]]) if before else [-1] * self.actors
        for actor, theirs in enumerate(others):
            if actor == turn.actor:
                continue
            for earlier in reversed(theirs):
                if earlier <= clock[actor]:
                    break
                if not self.commuting(self.turns[earlier].touch, turn.touch):
                    self._want(self.path[earlier], turn.actor)
                    clock = [max(pair) for pair in zip(clock, self.clocks[earlier], strict=True)]
                    break
        clock[turn.actor] = place
        return tuple(clock)

    def _want(self, node: Node, actor: int) -> None:
        node.wanted |= {actor} if actor in node.enabled else set(node.enabled)

    def _turn_back(self) -> bool:
        """Go back to the last state from which something is still wanted; say whether one is."""
        while self.path:
            node = self.path[-1]
            node.done[node.chosen] = self.turns[len(self.path) - 1].touch
            left = sorted(node.wanted - node.done.keys() - node.asleep.keys())
            if left:
                node.chosen = left[0]
                return True
            self.path.pop()
        return False
