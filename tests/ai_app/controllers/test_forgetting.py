"""Tests of forgetting: what is old, a portion at a time, and when it is time for that."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from adapters.database.repository import DatabasePeople
from controllers.forgetting import EVERY_S, PORTION, Forgetting
from schemas.errors import StorageDown
from schemas.feedback import Requested
from services.feedback.counting import counted
from tests.ai_app.adapters.database.happenings import mentee
from tests.ai_app.adapters.database.nouns import named

NOW = datetime(2026, 6, 1, tzinfo=timezone.utc)
DAYS = 60


class Watch:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def requested(name: str, days: float) -> Requested:
    return Requested(id=name, mentor_id=1, mentee_id=101, at=NOW - timedelta(days=days))


def forgetting_of(people: DatabasePeople, watch: Watch) -> Forgetting:
    people.put_mentors([named(1)])
    people.put_mentees([mentee(101)])
    return Forgetting(people, days_max=DAYS, now=lambda: NOW, clock=watch)


def test_what_is_older_than_so_many_days_is_forgotten_at_once(people: DatabasePeople) -> None:
    forgetting = forgetting_of(people, Watch())
    people.tell([requested("old", DAYS + 0.001), requested("young", DAYS)], counted)
    assert people.chosen_by(101) == {1}
    assert not forgetting.when_due()
    assert people.chosen_by(101) == {1}
    assert people.forget(before=NOW, limit=9) == 1


def test_what_lies_further_ahead_than_it_may_be_kept_is_forgotten(people: DatabasePeople) -> None:
    forgetting = forgetting_of(people, Watch())
    ahead = requested("ahead", 0)
    people.tell([replace(ahead, at=datetime(9999, 1, 1, tzinfo=timezone.utc))], counted)
    assert people.chosen_by(101) == {1}
    assert not forgetting.when_due()
    assert people.chosen_by(101) == set()


def test_a_clock_of_before_there_was_a_service_takes_no_name(people: DatabasePeople) -> None:
    forgetting_of(people, Watch())
    people.tell([requested("young", 90)], counted)
    wrong = datetime(1970, 1, 2, tzinfo=timezone.utc) + timedelta(days=DAYS)
    late = Forgetting(people, days_max=DAYS * 3, now=lambda: wrong, clock=Watch())
    assert not late.when_due()
    assert people.chosen_by(101) == {1}


def test_it_looks_again_after_an_hour(people: DatabasePeople) -> None:
    watch = Watch()
    forgetting = forgetting_of(people, watch)
    assert not forgetting.when_due()
    people.tell([requested("old", DAYS + 1)], counted)
    watch.seconds = EVERY_S - 1
    assert not forgetting.when_due()
    assert people.chosen_by(101) == {1}
    watch.seconds = EVERY_S
    assert not forgetting.when_due()
    assert people.chosen_by(101) == set()


def test_many_are_forgotten_a_portion_after_another(people: DatabasePeople) -> None:
    forgetting = forgetting_of(people, Watch())
    people.tell([requested(str(each), DAYS + 1) for each in range(PORTION + 1)], counted)
    assert forgetting.when_due()
    assert people.chosen_by(101) == {1}
    assert not forgetting.when_due()
    assert people.chosen_by(101) == set()


def test_where_storage_is_down_it_stays_due(
    people: DatabasePeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetting = forgetting_of(people, Watch())
    people.tell([requested("old", DAYS + 1)], counted)

    def fail(**_: object) -> int:
        raise StorageDown("no disk")

    with monkeypatch.context() as broken:
        broken.setattr(people, "forget", fail)
        with pytest.raises(StorageDown):
            forgetting.when_due()
    assert not forgetting.when_due()
    assert people.chosen_by(101) == set()
