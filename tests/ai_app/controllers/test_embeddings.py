"""Tests of vectors that are asked for: made anew, kept, and without a gap."""

from threading import Event, Thread

import numpy as np
import pytest

from adapters.database.repository import DatabasePeople
from controllers.embeddings import BATCH_MAX, Embeddings
from controllers.recommending import now
from controllers.search_copy import SearchCopy
from controllers.trouble import Trouble
from controllers.upkeep import Upkeep
from schemas.embedding import StoredVector
from schemas.errors import ModelDown, NotThere
from services.embedding.filling import ROUNDS_MAX, wanted_hash
from services.jobs.job import JobCancelled
from services.vocabularies import UNKNOWING
from tests.ai_app.services.embedding.doubles import DIMENSION, HashEncoder, mentor

WAIT_S_MAX = 20.0
Heard = list[tuple[str, int, int]]


def embeddings_of(people: DatabasePeople, encoder: HashEncoder) -> Embeddings:
    copy = SearchCopy(people, encoder.identity, UNKNOWING)
    upkeep = Upkeep(
        people,
        copy,
        encoder,
        told=lambda _count, _lacking: None,
        chores=(),
        trouble=Trouble("upkeep", now=now, told=lambda _since: None),
    )
    return Embeddings(people=people, encoder=encoder, copy=copy, upkeep=upkeep)


def damage(people: DatabasePeople, encoder: HashEncoder, user_id: int) -> None:
    """Keep a vector that claims to be of what a mentor says, and is not."""
    wrong = np.eye(1, DIMENSION, dtype=np.float32)[0]
    text_hash = wanted_hash(mentor(user_id))
    stored = StoredVector(user_id=user_id, text_hash=text_hash, vector=wrong)
    people.put_vectors(encoder.identity, [stored])


def is_right(people: DatabasePeople, encoder: HashEncoder, user_id: int) -> bool:
    (kept,) = people.vectors(encoder.identity, [user_id])
    (right,) = HashEncoder().passages([f"소개: I am number {user_id}."])
    return bool(np.allclose(kept.vector, right, atol=1e-6))


def test_one_is_made_anew_kept_and_served(people: DatabasePeople) -> None:
    encoder = HashEncoder()
    embeddings = embeddings_of(people, encoder)
    people.put_mentors([mentor(7)])
    damage(people, encoder, 7)
    answer = embeddings.recompute(7)
    assert (answer.user_id, answer.up_to_date) == (7, True)
    assert answer.model.model_dump() == {"name": "hash", "revision": "1", "dimension": DIMENSION}
    assert is_right(people, encoder, 7)
    population = embeddings.copy.population
    (right,) = encoder.passages(["소개: I am number 7."])
    assert np.allclose(population.store.matrix[population.row_of[7]], right, atol=1e-6)


def test_who_is_not_there_has_no_vector(people: DatabasePeople) -> None:
    encoder = HashEncoder()
    with pytest.raises(NotThere, match="no mentor 7"):
        embeddings_of(people, encoder).recompute(7)
    assert encoder.asked == []


def test_who_goes_meanwhile_has_none_either(people: DatabasePeople) -> None:
    def leave() -> None:
        people.delete_mentor(7)

    encoder = HashEncoder(before=leave)
    people.put_mentors([mentor(7)])
    with pytest.raises(NotThere, match="no mentor 7"):
        embeddings_of(people, encoder).recompute(7)
    assert people.vectors(encoder.identity, [7]) == []


def test_who_changes_all_the_time_is_told_that_another_is_being_made(
    people: DatabasePeople,
) -> None:
    encoder = HashEncoder()

    def change() -> None:
        people.put_mentors([mentor(7, f"{len(encoder.asked)}")])

    embeddings = embeddings_of(people, encoder)
    people.put_mentors([mentor(7)])
    encoder.before = change
    assert not embeddings.recompute(7).up_to_date
    assert len(encoder.asked) == ROUNDS_MAX
    assert embeddings.copy.due_count == 1
    encoder.before = lambda: None
    assert not embeddings.upkeep.round()
    (kept,) = people.vectors(encoder.identity, [7])
    assert kept.text_hash == wanted_hash(mentor(7, f"{ROUNDS_MAX - 1}"))


def test_an_update_makes_those_that_are_due_and_says_how_far_it_is(people: DatabasePeople) -> None:
    encoder, heard = HashEncoder(), Heard()
    count = BATCH_MAX + 1
    people.put_mentors([mentor(each) for each in range(1, count + 1)])
    embeddings = embeddings_of(people, encoder)
    embeddings.copy.follow()
    for due in (count, 0):
        answer = embeddings.update(lambda *told: heard.append(told), anew=False)
        assert answer.seen == count
        assert len(encoder.asked) == due
        encoder.asked.clear()
    once = [("encoding", each, count) for each in (0, BATCH_MAX, count)]
    assert heard == once * 2
    assert all(is_right(people, encoder, each) for each in range(1, count + 1))


def test_an_update_of_all_mends_what_is_damaged(people: DatabasePeople) -> None:
    encoder = HashEncoder()
    people.put_mentors([mentor(1), mentor(2)])
    embeddings = embeddings_of(people, encoder)
    embeddings.update(lambda *_: None, anew=False)
    damage(people, encoder, 2)
    assert embeddings.update(lambda *_: None, anew=False).encoded == 0
    assert not is_right(people, encoder, 2)
    assert embeddings.update(lambda *_: None, anew=True).encoded == 2
    assert is_right(people, encoder, 2)


def test_vectors_of_another_model_stay(people: DatabasePeople) -> None:
    other = HashEncoder(revision="0")
    people.put_mentors([mentor(1)])
    embeddings_of(people, other).recompute(1)
    embeddings_of(people, HashEncoder()).update(lambda *_: None, anew=False)
    assert len(people.vectors(other.identity, [1])) == 1


def test_whoever_comes_amid_an_update_does_not_wait_for_its_end(people: DatabasePeople) -> None:
    encoder = HashEncoder()
    people.put_mentors([mentor(each) for each in range(1, 3 * BATCH_MAX + 1)])
    embeddings = embeddings_of(people, encoder)
    embeddings.update(lambda *_: None, anew=False)
    lacking: list[int] = []

    def told(_phase: str, done: int, _total: int) -> None:
        if done == BATCH_MAX:
            people.put_mentors([mentor(900)])
        lacking.append(1 - len(people.vectors(encoder.identity, [900])))

    embeddings.update(told, anew=True)
    assert lacking == [1, 1, 0, 0, 0]


def test_an_update_stops_when_it_is_told_to(people: DatabasePeople) -> None:
    def stop(_phase: str, done: int, _total: int) -> None:
        if done:
            raise JobCancelled("enough")

    encoder = HashEncoder()
    people.put_mentors([mentor(each) for each in range(1, 3 * BATCH_MAX)])
    embeddings = embeddings_of(people, encoder)
    with pytest.raises(JobCancelled):
        embeddings.update(stop, anew=True)
    assert not embeddings.upkeep.turn.locked()
    assert len(people.vectors(encoder.identity, range(1, BATCH_MAX + 1))) == BATCH_MAX


def test_where_the_model_fails_the_update_does(people: DatabasePeople) -> None:
    def fail() -> None:
        raise ModelDown("no model")

    people.put_mentors([mentor(1)])
    embeddings = embeddings_of(people, HashEncoder(before=fail))
    with pytest.raises(ModelDown):
        embeddings.update(lambda *_: None, anew=False)
    assert not embeddings.upkeep.turn.locked()


def test_an_update_and_upkeep_do_not_make_the_same_vector_at_once(people: DatabasePeople) -> None:
    begun, go_on = Event(), Event()

    def wait() -> None:
        encoder.before = lambda: None
        begun.set()
        assert go_on.wait(WAIT_S_MAX)

    encoder = HashEncoder(before=wait)
    people.put_mentors([mentor(each) for each in range(1, BATCH_MAX + 1)])
    embeddings = embeddings_of(people, encoder)
    upkeep = Thread(target=embeddings.upkeep.round)
    upkeep.start()
    assert begun.wait(WAIT_S_MAX)
    update = Thread(target=embeddings.update, args=(lambda *_: None,), kwargs={"anew": False})
    update.start()
    go_on.set()
    for thread in (upkeep, update):
        thread.join(WAIT_S_MAX)
    assert len(encoder.asked) == BATCH_MAX
