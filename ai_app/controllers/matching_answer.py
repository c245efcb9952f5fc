"""Says a matching as clients are answered."""

from schemas.language import Language
from schemas.matches_body import (
    MatchingAnswer,
    MeasuresAnswer,
    PairAnswer,
    ProofAnswer,
    UnmatchedAnswer,
    VacancyAnswer,
)
from services.cohort.outcome import Measures, Outcome
from services.cohort.wording import reason, rural_hospitals

DIGITS = 4
"""Of a score that people see, as in recommendations."""


def matching_answer(of: Outcome, language: Language) -> MatchingAnswer:
    """Return a matching as clients are answered, with its proof."""
    return MatchingAnswer(
        objective=of.objective.value,
        pairs=[
            PairAnswer(
                mentee_id=pair.mentee_id,
                mentor_id=pair.mentor_id,
                score=round(pair.liking, DIGITS),
                mentor_rank=pair.mentor_rank,
                mentee_rank=pair.mentee_rank,
                required=pair.required,
            )
            for pair in of.pairs
        ],
        unmatched=[
            UnmatchedAnswer(
                mentee_id=each.mentee_id, why=each.why.value, sentence=reason(each, language)
            )
            for each in of.unmatched
        ],
        vacancies=[
            VacancyAnswer(mentor_id=each.mentor_id, places_left=each.places_left)
            for each in of.vacancies
        ],
        measures=_measures(of.measures),
        best_for_mentees=_measures(of.best_for_mentees),
        best_for_mentors=_measures(of.best_for_mentors),
        proof=ProofAnswer(
            blocking_pairs=of.proof.blocking_pairs,
            feasible=of.proof.feasible,
            blocking_pairs_were_none_required=of.proof.blocking_pairs_were_none_required,
            same_people_at_both_ends=of.proof.same_people_at_both_ends,
            only_one_is_stable=of.proof.only_one_is_stable,
            theorem=rural_hospitals(language),
        ),
    )


def _measures(of: Measures) -> MeasuresAnswer:
    return MeasuresAnswer(
        regret_of_mentees=of.regret_of_mentees,
        regret_of_mentors=of.regret_of_mentors,
        total_score=round(of.total_score, DIGITS),
    )
