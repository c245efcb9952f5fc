"""Exploring orders: what is left out leads to nothing that was not found."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

import pytest

from sim.ports.files import SimFiles
from sim.race import footprint, turns
from sim.race.exploring import Explorer
from sim.race.order import Order, numbers_of
from sim.race.touch import Touch
from sim.race.turns import Actor, Choose, Turn
from sim.world import World

Script = Callable[["Small"], None]


class Small:
    """One of several that write to the same few files, a thing a turn."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.files = actor, SimFiles(actor.world)

    def do(self, name: str, *given: str | bytes) -> object:
        self.actor.turn(lambda: footprint.of_files(self.actor.world, name, given))
        return getattr(self.files, name)(*given)

    def write(self, path: str, content: object) -> None:
        self.do("write", path, str(content).encode())

    def read(self, path: str) -> str:
        if self.do("kind", path) is None:
            return ""
        found = self.do("read", path)
        assert isinstance(found, bytes)
        return found.decode()

    def wait(self, seconds: float) -> None:
        self.actor.turn(Touch)
        self.actor.world.pass_time(seconds)


def adds(small: Small) -> None:
    """Lose an update, where another is in between."""
    small.write("/d/own-of-one", "1")
    small.write("/d/sum", small.read("/d/sum") + "a")


def adds_too(small: Small) -> None:
    small.write("/d/own-of-two", "1")
    small.write("/d/sum", small.read("/d/sum") + "b")
    small.wait(1)


def looks(small: Small) -> None:
    small.write("/d/seen", f"{small.read('/d/sum')}{small.do('names', '/d')}")


def moves(small: Small) -> None:
    small.do("make_directory", "/d/folder")
    try:
        small.do("rename", "/d/folder", "/d/moved")
    except OSError as error:
        small.write(f"/d/failed-{small.actor.number}", error.strerror)


def links(small: Small) -> None:
    small.write("/d/one", "1")
    small.do("link", "/d/current", "one")
    small.write("/d/two", "2")
    small.do("link", "/d/current", "two")


def goes_through(small: Small) -> None:
    small.write("/d/told", small.read("/d/current"))


def play(scripts: tuple[Script, ...], choose: Choose, hear: Callable[[Turn], None]) -> str:
    """Run scripts in an order; return what came of it."""
    world = World()
    world.disk.make_directory("/d")
    actors = [Actor(n, world.beside(), lambda: None) for n in range(len(scripts))]
    for actor, script in zip(actors, scripts, strict=True):
        actor.call = partial(script, Small(actor))
    turns.take(actors, choose, hear)
    folder = world.disk.root["d"]
    assert type(folder) is dict
    return str(sorted(folder.items(), key=lambda item: item[0]))


def explored(scripts: tuple[Script, ...]) -> tuple[set[str], Explorer]:
    last = ""

    def run(choose: Choose, hear: Callable[[Turn], None]) -> None:
        nonlocal last
        last = play(scripts, choose, hear)

    explorer = Explorer(run, len(scripts))
    return {last for _ in explorer.orders()}, explorer


def every_order(scripts: tuple[Script, ...]) -> Iterator[str]:
    """Give what comes of each order whatsoever, without any pruning."""
    counts: list[int] = []
    for n in range(len(scripts)):
        taken: list[Turn] = []
        play((scripts[n],), lambda enabled: enabled[0], taken.append)
        counts.append(len(taken))
    first, second = counts
    for places in combinations(range(first + second + 2), first + 1):
        mine = set(places)  # one more each, since what one asks for can depend on the other
        number = iter(range(1000))

        def choose(enabled: tuple[int, ...], mine: set[int] = mine) -> int:
            wanted = 0 if next(number) in mine else 1  # noqa: B023
            return wanted if wanted in enabled else enabled[0]

        yield play(scripts, choose, lambda _: None)


PAIRS = (
    *((adds, adds_too), (adds, looks), (adds_too, looks), (moves, moves), (moves, looks)),
    *((links, goes_through), (adds, moves)),
)


@pytest.mark.parametrize("scripts", PAIRS, ids=lambda pair: "-".join(s.__name__ for s in pair))
def test_what_is_left_out_leads_to_nothing_new(scripts: tuple[Script, ...]) -> None:
    found, explorer = explored(scripts)
    runs = list(every_order(scripts))
    assert found == set(runs)
    assert explorer.runs * 3 < len(runs)


def test_it_loses_an_update_where_one_can_be_lost() -> None:
    found, _ = explored((adds, adds_too))
    assert {text.count("content=b'ab'") + text.count("content=b'ba'") for text in found} == {0, 1}


def test_a_footprint_that_is_too_small_is_seen() -> None:
    """The comparison above can fail: with one that tells nothing, updates are never lost."""

    def run(choose: Choose, hear: Callable[[Turn], None]) -> None:
        play((adds, adds_too), choose, hear)

    assert len(list(Explorer(run, 2, commuting=lambda _, __: True).orders())) == 1


@pytest.mark.parametrize("scripts", PAIRS, ids=lambda pair: "-".join(s.__name__ for s in pair))
def test_an_order_is_written_so_that_it_gives_the_same_run(scripts: tuple[Script, ...]) -> None:
    last = ""

    def run(choose: Choose, hear: Callable[[Turn], None]) -> None:
        nonlocal last
        last = play(scripts, choose, hear)

    for taken in Explorer(run, len(scripts)).orders():
        first, order = last, Order(numbers_of(taken), len(scripts))
        left = [turn.actor for turn in taken]

        def hear(turn: Turn, order: Order = order, left: list[int] = left) -> None:
            left.remove(turn.actor)
            order.left = set(left)

        assert play(scripts, order.choose, hear) == first
        assert not order.unspent


def test_time_never_passes_the_end_of_another_ones_wait() -> None:
    """Who waits for one second is not kept until the one who waits for ten has waited."""
    heard: list[tuple[str, float]] = []

    def waits(name: str, seconds: float) -> Script:
        def script(small: Small) -> None:
            for _ in range(2):
                small.wait(seconds)
                heard.append((name, small.actor.world.machine.now))

        return script

    begins = iter((0,))
    play(
        (waits("long", 10), waits("short", 1)),
        lambda enabled: next(begins, max(enabled)),
        lambda _: None,
    )
    began = heard[0][1] - 1
    assert [(name, at - began) for name, at in heard] == [
        *(("short", 1), ("short", 2), ("long", 10), ("long", 20)),
    ]


def test_whoever_is_between_two_things_may_be_slow() -> None:
    """While one waits, another who could go on need not: its next thing comes after the wait."""
    seen: list[str] = []

    def waits(small: Small) -> None:
        small.wait(5)
        seen.append("waited")

    def writes(small: Small) -> None:
        small.write("/d/one", "1")
        seen.append("wrote")

    play((waits, writes), min, lambda _: None)
    assert seen == ["waited", "wrote"]
    seen.clear()
    play((waits, writes), max, lambda _: None)
    assert seen == ["wrote", "waited"]
