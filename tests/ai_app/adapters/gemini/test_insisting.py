"""Tests of asking again, on a clock that only sleeping moves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from adapters.gemini.failures import Busy
from adapters.gemini.insisting import Patience, insist
from schemas.errors import WordsDown
from schemas.words import Piece

PATIENCE = Patience(deadline_s=10.0, attempts_max=3, pause_s=1.0)
OK = Piece(text="네")


@dataclass(slots=True)
class World:
    """A clock, and attempts that each yield and raise what they are told."""

    attempts: Sequence[Sequence[Piece | WordsDown]]
    takes_s: float = 0.0
    now_s: float = 100.0
    pauses_s: list[float] = field(default_factory=list)
    left_s: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.pauses_s.append(seconds)
        self.now_s += seconds

    def ask(self, left_s: float) -> Iterator[Piece]:
        steps = self.attempts[len(self.left_s)]
        self.left_s.append(left_s)
        self.now_s += self.takes_s
        for step in steps:
            if isinstance(step, WordsDown):
                raise step
            yield step

    def heard(self, patience: Patience = PATIENCE) -> list[Piece]:
        return list(insist(self.ask, patience, clock=self.clock, sleep=self.sleep))


def busy(after_s: float | None = None) -> Busy:
    return Busy("busy", after_s)


def test_an_answer_at_once_needs_no_pause() -> None:
    world = World([[OK, OK]])
    assert world.heard() == [OK, OK]
    assert world.pauses_s == []


def test_pauses_double_and_each_attempt_is_told_what_is_left() -> None:
    world = World([[busy()], [busy()], [OK]], takes_s=0.5)
    assert world.heard() == [OK]
    assert world.pauses_s == [1.0, 2.0]
    assert world.left_s == [10.0, 8.5, 6.0]


def test_attempts_are_bounded() -> None:
    world = World([[busy()]] * 4)
    with pytest.raises(WordsDown, match="busy"):
        world.heard()
    assert len(world.left_s) == 3


def test_a_pause_that_gemini_asks_for_is_kept() -> None:
    world = World([[busy(4.0)], [busy(0.1)], [OK]])
    assert world.heard() == [OK]
    assert world.pauses_s == [4.0, 2.0]


@pytest.mark.parametrize("after_s", [10.0, 34.5])
def test_a_pause_beyond_the_deadline_is_not_begun(after_s: float) -> None:
    world = World([[busy(after_s)], [OK]])
    with pytest.raises(WordsDown):
        world.heard()
    assert world.pauses_s == []


def test_nothing_is_said_twice() -> None:
    world = World([[OK, busy()], [OK]])
    with pytest.raises(WordsDown):
        world.heard()
    assert len(world.left_s) == 1


def test_what_will_not_change_is_not_asked_again() -> None:
    world = World([[WordsDown("no key")], [OK]])
    with pytest.raises(WordsDown, match="no key"):
        world.heard()
    assert len(world.left_s) == 1
