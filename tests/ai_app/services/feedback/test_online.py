"""Online figures: whom a mentee wanted afterwards, and where that mentor had stood."""

from datetime import datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.feedback import Accepted, Declined, Evaluation, Event, Opened, Requested, Shown
from services.feedback.online import Outcome, evaluation, outcomes

DAWN = datetime(2026, 3, 1, tzinfo=timezone.utc)


def moment(hour: float) -> datetime:
    return DAWN + timedelta(hours=hour)


def ranking(name: str, hour: float, *mentors: int, mentee: int = 1) -> list[Event]:
    return [
        Shown(
            id=f"{name} {position}",
            mentor_id=mentor,
            mentee_id=mentee,
            at=moment(hour),
            ranking_id=name,
            position=position,
        )
        for position, mentor in enumerate(mentors, start=1)
    ]


def requested(mentor: int, hour: float, mentee: int = 1) -> Event:
    return Requested(
        id=f"{mentee} asks {mentor} {hour}", mentor_id=mentor, mentee_id=mentee, at=moment(hour)
    )


def accepted(mentor: int, hour: float, mentee: int = 1) -> Event:
    return Accepted(
        id=f"{mentor} takes {mentee} {hour}", mentor_id=mentor, mentee_id=mentee, at=moment(hour)
    )


def wanted(of: list[Outcome]) -> dict[str, set[int]]:
    return {each.ranking_id: set(each.wanted) for each in of}


def test_figures_by_hand() -> None:
    events = [
        *ranking("first", 0, *range(10, 22)),
        requested(10, 1),
        *ranking("fourth", 2, *range(30, 42)),
        requested(33, 3),
        requested(39, 3),  # further down: the first of them counts
        *ranking("eleventh", 4, *range(50, 62)),
        requested(60, 5),
        *ranking("lacking", 6, *range(70, 82)),
        requested(99, 7),
        *ranking("without an end", 8, 90, 91),
    ]
    assert evaluation(outcomes(events)) == Evaluation(
        hit_at_1=25,
        hit_at_3=25,
        hit_at_5=50,
        hit_at_10=50,
        mrr=(1 + 1 / 4 + 1 / 11 + 0) / 4,
        total=4,
    )


def test_where_nobody_was_wanted_there_are_no_figures() -> None:
    assert evaluation([]) is None
    found = outcomes(ranking("shown", 0, 10, 11))
    assert wanted(found) == {"shown": set()}
    assert evaluation(found) is None


def test_what_came_before_a_ranking_says_nothing_of_it() -> None:
    """A request the ranking could have known of would make it look good for nothing."""
    events = [requested(10, 0), *ranking("later", 1, 10, 11), requested(11, 1)]
    assert wanted(outcomes(events)) == {"later": set()}


def test_looking_and_being_declined_are_not_wanted() -> None:
    events = [
        *ranking("shown", 0, 10, 11),
        Opened(id="look", mentor_id=10, mentee_id=1, at=moment(1)),
        Declined(id="no", mentor_id=10, mentee_id=1, at=moment(2)),
    ]
    assert wanted(outcomes(events)) == {"shown": set()}


def test_a_request_is_of_the_last_ranking_that_held_the_mentor() -> None:
    events = [
        *ranking("old", 0, 10, 11),
        *ranking("held", 1, 11, 10),
        *ranking("lacking", 2, 12, 13),
        requested(10, 3),
    ]
    found = outcomes(events)
    assert wanted(found) == {"old": set(), "held": {10}, "lacking": set()}
    assert [each.position for each in found] == [None, 2, None]


def test_a_mentor_who_stood_nowhere_is_missed_by_the_last_ranking() -> None:
    events = [*ranking("old", 0, 10), *ranking("new", 1, 11), requested(99, 2)]
    assert wanted(outcomes(events)) == {"old": set(), "new": {99}}


def test_mentees_are_told_apart() -> None:
    events = [
        *ranking("one", 0, 10, 11),
        *ranking("other", 0, 11, 10, mentee=2),
        requested(10, 1, mentee=2),
        requested(10, 1, mentee=3),
    ]
    found = outcomes(events)
    assert wanted(found) == {"one": set(), "other": {10}}
    assert [each.position for each in found] == [None, 2]


def test_a_request_long_after_comes_of_something_else() -> None:
    events = [*ranking("shown", 0, 10), requested(10, 25)]
    assert wanted(outcomes(events, within=timedelta(hours=25))) == {"shown": {10}}
    assert wanted(outcomes(events, within=timedelta(hours=24))) == {"shown": set()}


def test_an_acceptance_belongs_where_the_request_does() -> None:
    events = [
        *ranking("asked", 0, 10, 11),
        requested(10, 1),
        requested(11, 1),
        *ranking("meanwhile", 2, 11, 10),
        accepted(10, 3),
        requested(10, 4),
    ]
    assert wanted(outcomes(events)) == {"asked": {10, 11}, "meanwhile": {10}}
    assert wanted(outcomes(events, wanted_by=Accepted)) == {"asked": {10}, "meanwhile": set()}


def test_an_acceptance_without_a_request_is_of_its_own_moment() -> None:
    events = [*ranking("shown", 0, 10), accepted(10, 1), requested(10, 2)]
    assert wanted(outcomes(events, wanted_by=Accepted)) == {"shown": {10}}


def test_positions_are_those_that_were_logged() -> None:
    """What of a ranking got lost does not move the others up."""
    lacunary = ranking("shown", 0, 10, 11, 12)[2:]
    found = outcomes([*lacunary, requested(12, 1)])
    assert found[0].positions == {12: 3}
    assert found[0].position == 3


def test_a_mentor_who_stood_twice_stood_where_they_were_seen_first() -> None:
    found = outcomes([*ranking("shown", 0, 10, 11, 10), requested(10, 1)])
    assert found[0].positions == {10: 1, 11: 2}


def test_a_ranking_is_of_the_moment_of_its_first_event() -> None:
    late = ranking("shown", 5, 10, 11)
    events = [late[0], ranking("shown", 1, 10, 11)[1], requested(11, 2)]
    found = outcomes(events)
    assert (found[0].at, found[0].position) == (moment(1), 2)


actions = st.lists(
    st.tuples(
        st.sampled_from(["shown", "requested", "accepted"]),
        st.integers(0, 12),
        st.integers(1, 2),
        st.permutations([10, 11, 12, 13]),
    ),
    max_size=12,
)


@given(actions, st.randoms(use_true_random=False))
def test_the_order_in_which_events_come_and_come_again_makes_no_difference(
    drawn: list[tuple[str, int, int, list[int]]], chance: Random
) -> None:
    events: list[Event] = []
    for number, (kind, hour, mentee, mentors) in enumerate(drawn):
        if kind == "shown":
            events += ranking(f"ranking {number}", hour, *mentors[:3], mentee=mentee)
        else:
            made = requested if kind == "requested" else accepted
            events.append(made(mentors[0], hour, mentee))
    shuffled = chance.sample(events * 2, 2 * len(events))
    for wanted_by in (Requested, Accepted):
        found = outcomes(events, wanted_by=wanted_by)
        assert outcomes(shuffled, wanted_by=wanted_by) == found
        figures = evaluation(found)
        assert (figures is None) is not any(each.wanted for each in found)
        if figures:
            assert 0 <= figures.hit_at_1 <= figures.hit_at_3 <= figures.hit_at_5
            assert figures.hit_at_5 <= figures.hit_at_10 <= 100
            noise = 1e-12  # a third is no whole number of percents
            assert figures.hit_at_1 / 100 - noise <= figures.mrr
            assert figures.mrr <= figures.hit_at_10 / 100 + noise


@pytest.mark.parametrize(("position", "hits"), [(1, 4), (2, 3), (4, 2), (6, 1), (11, 0)])
def test_each_depth_counts_up_to_itself(position: int, hits: int) -> None:
    mentors = range(10, 30)
    found = evaluation(
        outcomes([*ranking("shown", 0, *mentors), requested(mentors[position - 1], 1)])
    )
    assert found is not None
    depths = (found.hit_at_1, found.hit_at_3, found.hit_at_5, found.hit_at_10)
    assert depths.count(100) == hits
    assert depths.count(0) == 4 - hits
    assert found.mrr == 1 / position


def test_one_id_of_two_events_is_refused() -> None:
    one, other = ranking("shown", 0, 10)[0], ranking("shown", 0, 11)[0]
    with pytest.raises(ValueError, match="two different events"):
        outcomes([one, other])
