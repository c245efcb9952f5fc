"""Matching a cohort: stable, chosen as asked, the same whatever the order, and truthful."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cohort.cohort import Cohort, Constraints, Objective
from services.cohort.matching import Phase, match
from services.cohort.outcome import Outcome, Vacancy
from tests.ai_app.services.cohort.cohorts import (
    PATIENT,
    Brute,
    Matching,
    cohort,
    cohorts,
    constraints,
)

OBJECTIVES = st.sampled_from(Objective)
FREE = Constraints()


def matching(of: Outcome) -> Matching:
    return {pair.mentee_id: pair.mentor_id for pair in of.pairs}


def circle(size: int) -> Cohort:
    """Return the cohort in which each has another favourite, and is the last choice of theirs."""
    liking = [[-float((mentor - row) % size) for mentor in range(size)] for row in range(size)]
    fitting = [[-float((row - mentor - 1) % size) for mentor in range(size)] for row in range(size)]
    return cohort(liking, [1] * size, fitting)


def cost(brute: Brute, objective: Objective, of: Matching) -> float:
    """Return what an objective keeps small."""
    mentees, mentors = brute.regrets(of)
    return {
        Objective.MENTEES: mentees,
        Objective.MENTORS: mentors,
        Objective.FAIR: mentees + mentors,
        Objective.TOTAL: -brute.total(of),
    }[objective]


@PATIENT
@given(st.data(), OBJECTIVES)
def test_it_is_stable_and_of_all_that_are_the_one_that_is_asked_for(
    data: st.DataObject, objective: Objective
) -> None:
    of = data.draw(cohorts())
    under = data.draw(constraints(of))
    brute, outcome = Brute(of, under), match(of, under, objective)
    stable, found = brute.stable(), matching(outcome)
    assert found in stable
    assert cost(brute, objective, found) == min(cost(brute, objective, each) for each in stable)
    measured = outcome.measures.value(objective)
    assert abs(measured) == abs(cost(brute, objective, found))
    assert outcome.proof.only_one_is_stable is (len(stable) == 1)


@PATIENT
@given(st.data(), OBJECTIVES)
def test_the_proof_says_what_looking_at_everything_says(
    data: st.DataObject, objective: Objective
) -> None:
    of = data.draw(cohorts())
    under = data.draw(constraints(of))
    brute, outcome = Brute(of, under), match(of, under, objective)
    proof, found = outcome.proof, matching(outcome)
    assert proof.feasible
    assert proof.blocking_pairs == 0
    assert proof.blocking_pairs_were_none_required == len(brute.blocking(found, {}))
    assert proof.same_people_at_both_ends
    for pair in outcome.pairs:
        assert brute.wish(pair.mentee_id)[pair.mentor_rank - 1] == pair.mentor_id
        assert brute.order(pair.mentor_id)[pair.mentee_rank - 1] == pair.mentee_id
        assert pair.required is (pair.mentee_id in brute.required)
        assert pair.liking == brute.liking[pair.mentee_id, pair.mentor_id]
        assert pair.fitting == brute.fitting[pair.mentee_id, pair.mentor_id]


@PATIENT
@given(st.data())
def test_the_same_people_are_left_in_every_stable_matching(data: st.DataObject) -> None:
    """Roth 1986, by trying everything: who has nobody, and how full a mentor is."""
    of = data.draw(cohorts())
    under = data.draw(constraints(of))
    outcome = match(of, under, Objective.MENTEES)
    left = {each.mentee_id for each in outcome.unmatched}
    places = {each.mentor_id: each.places_left for each in outcome.vacancies}
    for each in Brute(of, under).stable():
        assert set(of.mentee_ids) - set(each) == left
        taken = list(each.values())
        for mentor, capacity in zip(of.mentor_ids, of.capacities, strict=True):
            assert capacity - taken.count(mentor) == places.get(mentor, 0)


@PATIENT
@given(st.data())
def test_no_mentee_has_it_better_in_any_stable_matching(data: st.DataObject) -> None:
    of = data.draw(cohorts())
    brute, found = Brute(of, FREE), matching(match(of, FREE, Objective.MENTEES))
    for other in brute.stable():
        for mentee, mentor in found.items():
            wish = brute.wish(mentee)
            assert wish.index(mentor) <= wish.index(other[mentee])


@PATIENT
@given(st.data(), OBJECTIVES)
def test_the_order_of_the_input_makes_no_difference(
    data: st.DataObject, objective: Objective
) -> None:
    of = data.draw(cohorts())
    under = data.draw(constraints(of))
    rows = data.draw(st.permutations(range(len(of.mentee_ids))))
    columns = data.draw(st.permutations(range(len(of.mentor_ids))))
    turned = Cohort(
        mentee_ids=tuple(of.mentee_ids[row] for row in rows),
        mentor_ids=tuple(of.mentor_ids[column] for column in columns),
        capacities=tuple(of.capacities[column] for column in columns),
        liking=of.liking.take(rows, 0).take(columns, 1),
        fitting=None if of.fitting is None else of.fitting.take(rows, 0).take(columns, 1),
    )
    assert match(turned, under, objective) == match(of, under, objective)
    assert match(of, under, objective) == match(of, under, objective)


@PATIENT
@given(st.data(), OBJECTIVES)
def test_where_no_scores_are_equal_names_make_no_difference(
    data: st.DataObject, objective: Objective
) -> None:
    of = data.draw(cohorts(distinct=True))
    new = data.draw(st.permutations(of.mentee_ids))
    names = dict(zip(of.mentee_ids, new, strict=True))
    renamed = match(replace(of, mentee_ids=tuple(new)), FREE, objective)
    found = matching(match(of, FREE, objective))
    assert matching(renamed) == {names[mentee]: mentor for mentee, mentor in found.items()}


@PATIENT
@given(st.data())
def test_no_mentee_gains_by_a_lie(data: st.DataObject) -> None:
    of = data.draw(cohorts(distinct=True).filter(lambda each: each.liking.size))
    row = data.draw(st.integers(0, len(of.mentee_ids) - 1))
    mentors = len(of.mentor_ids)
    lie = data.draw(st.lists(st.integers(-1, 9), min_size=mentors, max_size=mentors))
    liking = of.liking.copy()
    liking[row] = lie
    mentee, wish = of.mentee_ids[row], Brute(of, FREE).wish(of.mentee_ids[row])
    honest = matching(match(of, FREE, Objective.MENTEES)).get(mentee)
    shortened = Constraints(
        forbidden=[(mentee, of.mentor_ids[at]) for at, score in enumerate(lie) if score < 0]
    )
    lying = matching(match(replace(of, liking=liking), shortened, Objective.MENTEES)).get(mentee)
    if lying is not None:
        assert honest is not None
        assert wish.index(honest) <= wish.index(lying)


@pytest.mark.parametrize("objective", Objective)
@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (3, 3)])
def test_where_there_is_nobody_or_no_place_nobody_is_matched(
    objective: Objective, shape: tuple[int, int]
) -> None:
    outcome = match(cohort([[1] * shape[1]] * shape[0], [0] * shape[1]), FREE, objective)
    assert outcome.pairs == ()
    assert len(outcome.unmatched) == shape[0]
    assert outcome.vacancies == ()
    assert outcome.proof.feasible


def test_where_there_are_more_places_than_mentees_each_has_their_first_choice() -> None:
    outcome = match(cohort([[1, 2], [2, 1]], [3, 2]), FREE, Objective.FAIR)
    assert matching(outcome) == {1: 102, 2: 101}
    assert outcome.measures.value(Objective.FAIR) == 0
    assert outcome.vacancies == (
        Vacancy(mentor_id=101, places_left=2),
        Vacancy(mentor_id=102, places_left=1),
    )


def test_where_all_are_alike_the_lower_ids_come_first() -> None:
    outcome = match(cohort([[1, 1]] * 5, [2, 2]), FREE, Objective.MENTEES)
    assert matching(outcome) == {1: 101, 2: 101, 3: 102, 4: 102}


@pytest.mark.parametrize(
    ("objective", "regrets", "rotations"),
    [
        (Objective.MENTEES, (0, 20), 0),
        (Objective.MENTORS, (20, 0), 0),
        (Objective.FAIR, (0, 20), 4),
        (Objective.TOTAL, (0, 20), 4),
    ],
)
def test_it_is_told_how_the_objective_does_next_to_both_ends(
    objective: Objective, regrets: tuple[int, int], rotations: int
) -> None:
    outcome = match(circle(5), FREE, objective)
    assert (outcome.measures.regret_of_mentees, outcome.measures.regret_of_mentors) == regrets
    assert outcome.proof.rotations == rotations
    assert outcome.best_for_mentees.value(Objective.MENTEES) == 0
    assert outcome.best_for_mentors.value(Objective.MENTEES) == 20
    assert not outcome.proof.only_one_is_stable


def test_sums_of_scores_are_exact() -> None:
    """What decides is lost where a float adds it to a large score, or rounds it to a millionth."""
    tiny, huge = 2.0**-60, 2.0**60
    of = cohort([[huge, huge - 2.0**40], [0, 0]], [1, 1], [[0, 2.0**40], [0, 0]])
    of = replace(of, liking=of.liking + np.array([[0, 0], [-tiny, 0]], np.float32))
    assert of.fitting is not None
    of.fitting[1, 0] = 2 * tiny
    assert matching(match(of, FREE, Objective.MENTEES)) == {1: 101, 2: 102}
    assert matching(match(of, FREE, Objective.MENTORS)) == {1: 102, 2: 101}
    assert matching(match(of, FREE, Objective.TOTAL)) == {1: 102, 2: 101}


def test_phases_come_in_order_and_end() -> None:
    told: list[tuple[Phase, int, int]] = []
    match(circle(3), FREE, Objective.FAIR, lambda *each: told.append(each))
    assert list(dict.fromkeys(phase for phase, _, _ in told)) == list(Phase)
    assert all(done <= total for _, done, total in told)
    assert {phase for phase, done, total in told if done == total} == set(Phase) - {Phase.CHOOSING}


@pytest.mark.parametrize("phase", Phase)
def test_what_the_listener_raises_ends_it_in_any_phase(phase: Phase) -> None:
    def cancel(at: Phase, _done: int, _total: int) -> None:
        if at is phase:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        match(circle(3), FREE, Objective.FAIR, cancel)


def test_a_large_cohort_is_stable_for_every_objective() -> None:
    chance = np.random.default_rng(11)
    shape = (300, 60)
    of = Cohort(
        mentee_ids=tuple(range(shape[0])),
        mentor_ids=tuple(range(shape[1])),
        capacities=(5,) * shape[1],
        liking=chance.random(shape, dtype=np.float32),
        fitting=chance.random(shape, dtype=np.float32),
    )
    under = Constraints(liking_min=0.1, forbidden=[(0, 0)], required=[(7, 3), (8, 3)])
    outcomes = {objective: match(of, under, objective) for objective in Objective}
    for objective, outcome in outcomes.items():
        assert outcome.proof.blocking_pairs == 0
        assert outcome.proof.feasible
        better = min if objective is not Objective.TOTAL else max
        values = [each.measures.value(objective) for each in outcomes.values()]
        assert outcome.measures.value(objective) == better(values)
