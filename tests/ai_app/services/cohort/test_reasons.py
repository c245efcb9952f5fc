"""Why a mentee has nobody: the first reason that holds, and the bar they missed by least."""

from hypothesis import given
from hypothesis import strategies as st

from services.cohort.cohort import Constraints, Objective
from services.cohort.matching import match
from services.cohort.outcome import Bar, Unmatched, Why
from tests.ai_app.services.cohort.cohorts import PATIENT, Brute, cohort, cohorts, constraints


def test_each_reason_is_told() -> None:
    of = cohort(
        [[0, 0, 0], [5, 0, 0], [0, 5, 5], [0, 5, 0], [7, 0, 0], [6, 0, 0], [0, 0, 9]], [1, 0, 1]
    )
    under = Constraints(liking_min=1, forbidden=[(2, 101)], required=[(7, 103)])
    outcome = match(of, under, Objective.MENTEES)
    assert outcome.unmatched == (
        Unmatched(mentee_id=1, why=Why.NOBODY_REACHES, mentors_acceptable=0, bar=None),
        Unmatched(mentee_id=2, why=Why.EXCLUDED, mentors_acceptable=0, bar=None),
        Unmatched(mentee_id=3, why=Why.NO_PLACE, mentors_acceptable=2, bar=None),
        Unmatched(mentee_id=4, why=Why.NO_PLACE, mentors_acceptable=1, bar=None),
        Unmatched(
            mentee_id=6,
            why=Why.OUTRANKED,
            mentors_acceptable=1,
            bar=Bar(mentor_id=101, fitting=7, own=6),
        ),
    )


def test_the_bar_is_that_of_the_mentor_missed_by_least() -> None:
    of = cohort([[9, 1], [1, 9], [5, 7]], [1, 1])
    (left,) = match(of, Constraints(), Objective.MENTEES).unmatched
    assert left.bar == Bar(mentor_id=102, fitting=9, own=7)


@PATIENT
@given(st.data(), st.sampled_from(Objective))
def test_who_would_exceed_the_bar_has_that_mentor(
    data: st.DataObject, objective: Objective
) -> None:
    of = data.draw(cohorts())
    under = data.draw(constraints(of))
    brute, outcome = Brute(of, under), match(of, under, objective)
    found = {pair.mentee_id: pair.mentor_id for pair in outcome.pairs}
    for each in outcome.unmatched:
        wish = brute.wish(each.mentee_id)
        assert each.mentors_acceptable == len(wish)
        required = list(brute.required.values())
        places = {m: brute.capacity[m] - required.count(m) for m in wish}
        reached = any(
            score >= under.liking_min and brute.fitting[pair] >= under.fitting_min
            for pair, score in brute.liking.items()
            if pair[0] == each.mentee_id
        )
        assert each.why is (
            Why.OUTRANKED
            if any(places.values())
            else Why.NO_PLACE
            if wish
            else Why.EXCLUDED
            if reached
            else Why.NOBODY_REACHES
        )
        missed = {
            mentor: min(
                brute.fitting[m, mentor]
                for m in found
                if found[m] == mentor and m not in brute.required
            )
            - brute.fitting[each.mentee_id, mentor]
            for mentor in sorted(wish)
            if places[mentor]
        }
        if each.bar is None:
            assert not missed
        else:
            assert each.bar.mentor_id == min(missed, key=missed.__getitem__)
            assert each.bar.fitting - each.bar.own == missed[each.bar.mentor_id] >= 0
