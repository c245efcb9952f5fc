"""Tests of turns to write: one at a time, and nobody waits for long."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.database import repository, transactions
from adapters.database.opening import open_people
from adapters.database.turns import Turns
from schemas.errors import StorageDown
from tests.ai_app.adapters.database.nouns import named

WAIT_S = 0.4
WRITERS = 8


def test_a_turn_that_does_not_come_is_told_in_time() -> None:
    turns = Turns(wait_s_max=0.05)
    with turns.taken() as wait_s:
        assert 0 <= wait_s <= 0.05
        with pytest.raises(StorageDown, match=r"for 0\.05 s"), turns.taken():
            pass
    with turns.taken():
        pass


def test_a_turn_ends_where_its_work_fails() -> None:
    turns = Turns(wait_s_max=0.05)
    with pytest.raises(KeyError), turns.taken():
        raise KeyError
    with turns.taken():
        pass


def test_what_was_waited_for_the_turn_the_database_is_not_waited_for() -> None:
    turns = Turns(wait_s_max=5.0)
    with ThreadPoolExecutor(1) as pool:
        with turns.taken():
            other = pool.submit(_waits, turns)
            time.sleep(0.2)
        assert other.result() <= 4.81


def _waits(turns: Turns) -> float:
    with turns.taken() as wait_s:
        return wait_s


def test_while_writing_is_stuck_all_who_write_are_refused_at_once(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "Turns", lambda: Turns(wait_s_max=WAIT_S))
    people, other = open_people(url), open_people(url)
    with transactions.writing(other._engine), ThreadPoolExecutor(WRITERS) as pool:
        begun = time.monotonic()
        tries = [pool.submit(people.put_mentors, [named(each)]) for each in range(1, WRITERS + 1)]
        assert all(isinstance(each.exception(), StorageDown) for each in tries)
        assert time.monotonic() - begun < 2 * WAIT_S + 1.0  # one after another it were 3.2
        assert people.mentors(limit=1) == []
    people.put_mentors([named(1)])
    for each in (people, other):
        each.close()
