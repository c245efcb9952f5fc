"""Tests of who answers at once, and who had better ask another thread."""

from dataclasses import replace
from datetime import datetime, timezone
from threading import Event, Thread

import pytest

from adapters.database.repository import DatabasePeople
from controllers.recommending import Asked, Recommending
from controllers.search_copy import SearchCopy
from schemas.errors import NotThere, Unusable
from schemas.people import Mentee, Profile
from services.embedding.filling import renew
from services.embedding.query_cache import QueryCache
from services.people.seeking import Seekers
from services.vocabularies import UNKNOWING, Vocabularies
from services.vocabulary import Vocabulary
from tests.ai_app.services.embedding.doubles import HashEncoder, mentor

ASKED = Asked(user_id=9, top_k=2, only_verified=False, language=None)
MENTEE = Mentee(user_id=9, nickname="n", profile=Profile(introduction="I look for a mentor."))
NOW = datetime(2026, 3, 1, tzinfo=timezone.utc)
PATIENCE_S = 30.0


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def recommending(people: DatabasePeople, encoder: HashEncoder) -> Recommending:
    """Give what recommends, of three mentors who have their vectors, to one mentee."""
    mentors = [mentor(each) for each in (1, 2, 3)]
    people.put_mentors(mentors)
    people.put_mentees([MENTEE])
    renew(people, encoder, mentors)
    copy = SearchCopy(people, encoder.identity, UNKNOWING)
    copy.follow()
    encoder.asked.clear()
    return Recommending(
        people=people,
        known=Vocabularies(jobs=Vocabulary({}), skills=Vocabulary({})),
        seekers=Seekers(UNKNOWING),
        copy=copy,
        queries=QueryCache(encoder),
        chosen=people,
        now=lambda: NOW,
        at_once_max=3,
    )


def test_who_was_asked_for_before_is_answered_at_once_and_the_same(
    recommending: Recommending, encoder: HashEncoder
) -> None:
    assert recommending.at_once(ASKED) is None
    assert encoder.asked == []  # it did not wait for the model
    answer = recommending.to_mentee(ASKED)
    assert recommending.at_once(ASKED) == answer
    assert answer.total_count == 2


def test_one_mentor_too_many_is_for_another_thread(
    recommending: Recommending, people: DatabasePeople
) -> None:
    recommending.to_mentee(ASKED)
    people.put_mentors([mentor(4)])
    recommending.copy.follow()
    assert recommending.at_once(ASKED) is None
    assert recommending.to_mentee(ASKED).total_count == 2


def test_to_look_back_is_for_another_thread(recommending: Recommending) -> None:
    recommending.to_mentee(ASKED)
    assert recommending.at_once(replace(ASKED, include_eval=True)) is None


def test_who_changed_what_they_say_is_for_another_thread_once_more(
    recommending: Recommending, people: DatabasePeople
) -> None:
    recommending.to_mentee(ASKED)
    people.put_mentees([replace(MENTEE, profile=Profile(introduction="Something else."))])
    assert recommending.at_once(ASKED) is None


def test_what_the_model_is_still_at_work_on_is_not_waited_for(
    recommending: Recommending, encoder: HashEncoder
) -> None:
    begun, go_on = Event(), Event()

    def wait() -> None:
        begun.set()
        assert go_on.wait(PATIENCE_S)

    encoder.before = wait
    other = Thread(target=recommending.to_mentee, args=(ASKED,))
    other.start()
    assert begun.wait(PATIENCE_S)
    try:
        assert recommending.at_once(ASKED) is None
    finally:
        go_on.set()
        other.join(PATIENCE_S)


def test_who_cannot_be_answered_is_told_so_either_way(
    recommending: Recommending, people: DatabasePeople
) -> None:
    nobody = replace(ASKED, user_id=8)
    people.put_mentees([Mentee(user_id=7, nickname="n", profile=Profile())])
    silent = replace(ASKED, user_id=7)
    for ask in (recommending.at_once, recommending.to_mentee):
        with pytest.raises(NotThere, match="no mentee 8"):
            ask(nobody)
    with pytest.raises(Unusable, match="without jobs"):
        recommending.to_mentee(silent)
    assert recommending.at_once(silent) is None
