"""The pairs of a matching as they are told: ids, scores and ranks on both sides."""

from dataclasses import dataclass
from math import fsum

import numpy as np

from services.cohort.ground import Ground
from services.cohort.outcome import Measures, Pair
from services.stability.market import Assignment, Market
from services.stability.scored import Flags, Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """The pairs of a matching by the mentees' numbers, one place in each list for a pair."""

    mentees: list[int]
    mentors: list[int]
    liking: list[float]
    fitting: list[float]
    mentor_ranks: list[int]
    """From 0 for the first choice."""
    mentee_ranks: list[int]


def pairing(on: Ground, of: Market, has: Assignment) -> Pairing:
    """Return scores and ranks of a matching's pairs, the required ones among them."""
    held = [(mentee, mentor) for mentee, mentor in enumerate(has) if mentor is not None]
    mentees, mentors = [mentee for mentee, _ in held], [mentor for _, mentor in held]
    mentor_ranks = of.places[mentees, mentors].tolist()
    mentee_ranks = of.ranks[mentors, mentees].tolist()
    for mentee, mentor in on.required:  # the market is without them, and has no rank of theirs
        place = mentees.index(mentee)
        mentor_ranks[place] = _rank(on.liking[mentee], on.acceptable[mentee], mentor)
        mentee_ranks[place] = _rank(on.fitting[:, mentor], on.acceptable[:, mentor], mentee)
    return Pairing(
        mentees=mentees,
        mentors=mentors,
        liking=on.liking[mentees, mentors].tolist(),
        fitting=on.fitting[mentees, mentors].tolist(),
        mentor_ranks=mentor_ranks,
        mentee_ranks=mentee_ranks,
    )


def _rank(scores: Scores, acceptable: Flags, number: int) -> int:
    """Return how many acceptable ones stand before a number."""
    better = scores > scores[number]
    better[:number] |= scores[:number] == scores[number]
    return int(np.count_nonzero(better & acceptable))


def pairs(on: Ground, of: Pairing) -> tuple[Pair, ...]:
    """Return the pairs with their ids."""
    required = {mentee for mentee, _ in on.required}
    return tuple(
        Pair(
            mentee_id=on.mentee_ids[mentee],
            mentor_id=on.mentor_ids[mentor],
            liking=of.liking[place],
            fitting=of.fitting[place],
            mentor_rank=of.mentor_ranks[place] + 1,
            mentee_rank=of.mentee_ranks[place] + 1,
            required=mentee in required,
        )
        for place, (mentee, mentor) in enumerate(zip(of.mentees, of.mentors, strict=True))
    )


def measures(of: Pairing) -> Measures:
    """Return how good a matching is for either side."""
    return Measures(
        regret_of_mentees=sum(of.mentor_ranks),
        regret_of_mentors=sum(of.mentee_ranks),
        total_score=fsum((*of.liking, *of.fitting)) / 2,
    )
