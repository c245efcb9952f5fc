"""Matching a cohort: one stable matching of all, chosen by an objective, told with its proof."""

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import TypeAlias

import numpy as np

from services.cohort.cohort import Cohort, Constraints, Objective
from services.cohort.ground import Ground, ground
from services.cohort.outcome import Outcome, Proof, Vacancy
from services.cohort.pairing import measures, pairing, pairs
from services.cohort.proof import blocking_count, is_feasible
from services.cohort.reasons import unmatched
from services.stability.acceptance import best_for_mentees, best_for_mentors
from services.stability.market import Assignment, Market
from services.stability.objective import Worth, best_of
from services.stability.rotations import rotations
from services.stability.scored import scored_market

FLOAT32_STEPS = 2.0**149
"""Every float32 is a whole number of these parts of one, so that sums of scores are exact."""


class Phase(str, Enum):
    """What a matching is at, in this order; some objectives leave some out."""

    VETTING = "vetting"
    MENTEES_ASK = "mentees_ask"
    MENTORS_ASK = "mentors_ask"
    ROTATIONS = "rotations"
    CHOOSING = "choosing"
    PROVING = "proving"


Progress: TypeAlias = Callable[[Phase, int, int], None]
"""Is told a phase, how much of it is done, and of how much; what it raises ends the matching."""


def silence(_phase: Phase, _done: int, _total: int) -> None:
    """Let the matching go on: nobody listens."""


def match(
    cohort: Cohort, constraints: Constraints, objective: Objective, progress: Progress = silence
) -> Outcome:
    """Return the stable matching of a cohort that an objective asks for, with its proof.

    The order of the input makes no difference, nor do names, but where scores are equal: there the
    lower id comes first. A mentee who says the truth does at least as well under `MENTEES` as with
    any lie (Roth, "The Economics of Matching: Stability and Incentives", Mathematics of Operations
    Research 7, 1982); under the other objectives a lie can help. To cancel, let `progress` raise.
    Raises `ValueError` for what is no cohort, as `ground` says, and `TooManyRotations` for `FAIR`
    and `TOTAL` where too many steps lie between the two ends; the other objectives always succeed.
    """
    progress(Phase.VETTING, 0, 1)
    on = ground(cohort, constraints)
    of = scored_market(on.liking, on.fitting, on.acceptable, on.takes_part, on.places)
    progress(Phase.VETTING, 1, 1)
    ends = (
        best_for_mentees(of, partial(progress, Phase.MENTEES_ASK)),
        best_for_mentors(of, partial(progress, Phase.MENTORS_ASK)),
    )
    chosen, steps = _chosen(on, of, ends, objective, progress)
    progress(Phase.PROVING, 0, 1)
    outcome = _told(on, of, objective, (chosen, *ends), steps)
    progress(Phase.PROVING, 1, 1)
    return outcome


def _chosen(
    on: Ground,
    of: Market,
    ends: tuple[Assignment, Assignment],
    objective: Objective,
    progress: Progress,
) -> tuple[Assignment, int]:
    """Return the matching without the required pairs, and how many rotations had to be known."""
    mentees_best, mentors_best = ends
    if objective is Objective.MENTEES or mentees_best == mentors_best:
        return mentees_best, 0
    if objective is Objective.MENTORS:
        return mentors_best, 0
    steps = rotations(of, mentees_best, partial(progress, Phase.ROTATIONS))
    worth = _closeness(of) if objective is Objective.FAIR else _score(on)
    choosing = partial(progress, Phase.CHOOSING)
    return best_of(of, mentees_best, steps, worth, choosing), len(steps)


def _closeness(of: Market) -> Worth:
    """Return the worth of a pair that regret takes from it, as both sides' lists say."""
    return lambda mentee, mentor: -int(of.places[mentee, mentor]) - int(of.ranks[mentor, mentee])


def _score(on: Ground) -> Worth:
    """Return the worth of a pair that both its scores make."""

    def exact(score: float) -> int:
        return int(score * FLOAT32_STEPS)

    return lambda mentee, mentor: (
        exact(float(on.liking[mentee, mentor])) + exact(float(on.fitting[mentee, mentor]))
    )


def _told(
    on: Ground,
    of: Market,
    objective: Objective,
    found: tuple[Assignment, Assignment, Assignment],
    steps: int,
) -> Outcome:
    """Return what is to be told of the chosen matching, next to the best for either side."""
    chosen, mentees_best, mentors_best = (_with_required(on, each) for each in found)
    pairings = {each: pairing(on, of, each) for each in {chosen, mentees_best, mentors_best}}
    binding = ~on.takes_part
    blocking = blocking_count(on, chosen, binding)
    unbound = blocking_count(on, chosen, np.zeros_like(binding)) if binding.any() else blocking
    return Outcome(
        objective=objective,
        pairs=pairs(on, pairings[chosen]),
        unmatched=unmatched(on, chosen),
        vacancies=_vacancies(on, chosen),
        measures=measures(pairings[chosen]),
        best_for_mentees=measures(pairings[mentees_best]),
        best_for_mentors=measures(pairings[mentors_best]),
        proof=Proof(
            blocking_pairs=blocking,
            feasible=is_feasible(on, chosen),
            blocking_pairs_were_none_required=unbound,
            same_people_at_both_ends=_people(mentees_best) == _people(mentors_best),
            only_one_is_stable=mentees_best == mentors_best,
            rotations=steps,
        ),
    )


def _with_required(on: Ground, assignment: Assignment) -> Assignment:
    has = list(assignment)
    for mentee, mentor in on.required:
        has[mentee] = mentor
    return tuple(has)


def _people(has: Assignment) -> tuple[list[bool], list[int]]:
    """Return who is matched, and how full the mentors are."""
    return [mentor is None for mentor in has], sorted(each for each in has if each is not None)


def _vacancies(on: Ground, has: Assignment) -> tuple[Vacancy, ...]:
    left = list(on.capacities)
    for mentor in has:
        if mentor is not None:
            left[mentor] -= 1
    return tuple(
        Vacancy(mentor_id=mentor_id, places_left=places)
        for mentor_id, places in zip(on.mentor_ids, left, strict=True)
        if places
    )
