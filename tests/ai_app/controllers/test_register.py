"""Tests of registers: who is put is answered as this request kept them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.database.repository import DatabasePeople
from controllers.register import mentees_of, mentors_of
from schemas.feedback import Requested
from schemas.mentee_body import MenteeBody
from schemas.mentor_body import MentorBody
from services.feedback.counting import counted
from services.vocabularies import UNKNOWING
from tests.ai_app.adapters.database.happenings import hour, mentee

THREADS, TIMES = 4, 12


@pytest.mark.parametrize("kind", ["mentors", "mentees"])
def test_each_of_many_who_put_one_id_is_answered_with_their_own(
    people: DatabasePeople, kind: str
) -> None:
    mentors = mentors_of(people, UNKNOWING, lambda: None)
    mentees = mentees_of(people, UNKNOWING)

    def answered(name: str) -> str:
        if kind == "mentors":
            return mentors.put(1, MentorBody(nickname=name))[0].nickname
        return mentees.put(1, MenteeBody(nickname=name))[0].nickname

    def put(thread: int) -> bool:
        names = [f"{thread} {each}" for each in range(TIMES)]
        return all(answered(name) == name for name in names)

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(put, range(THREADS)))


def test_what_another_put_meanwhile_is_not_the_answer(people: DatabasePeople) -> None:
    def noticed() -> None:
        people.put_mentors([register.read(1, MentorBody(nickname="another"))])

    register = mentors_of(people, UNKNOWING, noticed)
    answer, _ = register.put(1, MentorBody(nickname="one"))
    assert answer.nickname == "one"
    assert register.get(1).nickname == "another"


def test_the_answer_holds_what_feedback_added(people: DatabasePeople) -> None:
    register = mentors_of(people, UNKNOWING, lambda: None)
    register.put(1, MentorBody(nickname="one"))
    people.put_mentees([mentee(101)])
    people.tell([Requested(id="a", mentor_id=1, mentee_id=101, at=hour(0))], counted)
    answer, _ = register.put(1, MentorBody(nickname="two"))
    assert answer == register.get(1)
    assert answer.statistics.requested_count == 1
