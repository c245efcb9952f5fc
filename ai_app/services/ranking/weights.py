"""The constants of the ranking, each with its reason: change them here, and nowhere else.

What speaks for a mentor is measured in logits, which add up: a score is the logistic function of
their sum. A whole number of `MICROS_PER_LOGIT` each makes the sum exact, whatever its order.
"""

from enum import Enum

MICROS_PER_LOGIT = 1_000_000
"""So fine are contributions: finer than anybody could tell, coarser than any noise of floats."""


class Feature(str, Enum):
    """What speaks for a mentor or against them."""

    TEXT = "text"
    JOBS = "jobs"
    SKILLS = "skills"
    INTRODUCTION = "introduction"
    VERIFIED = "verified"
    RATING = "rating"
    RESPONSE_RATE = "response_rate"
    CAPACITY = "capacity"
    RECENCY = "recency"
    YEARS = "years"


BIAS = -7.7
"""The logit of an average mentor whose profile has nothing to do with the query: below .001.

Fitted, as `TEXT_PER_SPREAD`, by logistic regression on the main set of the evaluation, on whether
a mentor is good or ideal for a query; a query has one or two of those among 273 mentors.
"""
TEXT_PER_SPREAD = 1.7

COSINE_UNRELATED = 0.065
"""The mean cosine of unrelated texts under multilingual-e5-small, centred; of ideal ones it is .38.

Another model has others: with it the order is right, and scores are not calibrated.
"""
COSINE_SPREAD = 0.075
"""The standard deviation of the same."""
TEXT_PER_COSINE = TEXT_PER_SPREAD / COSINE_SPREAD

JOBS, SKILLS = 0.3, 0.3
"""All jobs, or all skills, of the query are the mentor's. Little: the text names them already.

On the main set the regression gives them nothing beside the text; that who shares a name stands
before equals is what people expect.
"""
JOBS_ALONE, SKILLS_ALONE, INTRODUCTION_ALONE = 3.0, 2.4, 20.0
"""The same where no vector speaks, and how much of the introduction is found in the mentor's.

Fitted likewise. Beside vectors, words of introductions made the ranking worse.
"""

VERIFIED = 0.3
"""Proof of where they work makes a mentor somewhat safer to choose, and no better suited."""
RATING = 0.4
"""At most, either way. The features together must not lift a mentor of another job."""
RATING_MEAN, RATING_STRENGTH = 4.3, 10.0
"""A new mentor counts as so many ratings of this mean: most people rate 4 or 5."""
RATING_SCALE = 0.7
"""From the mean to the best there is; as far below it is as bad as it gets."""
RESPONSE_RATE = 0.3
"""At most, either way: an answer that does not come helps nobody."""
RESPONSE_ANSWERED, RESPONSE_UNANSWERED = 8.0, 2.0
"""The Beta prior: a new mentor counts as having answered 8 requests of 10."""
RESPONSE_SCALE = 0.4
"""So far below the mean it is as bad as it gets."""
FULL = -0.6
"""A mentor with no place left cannot help now: they stand after equals, and are still shown."""
RECENCY = 0.15
"""Active right now, either way: who has been away for a year may have left."""
RECENCY_HALF_LIFE_DAYS = 60.0
"""After so long, activity says nothing; an unknown moment counts as that, too."""
YEARS = 0.3
"""At most, either way."""
YEARS_AHEAD = ((0.0, -1.0), (3.0, 1.0), (12.0, 1.0), (30.0, -1.0))
"""How many years ahead suit: a peer has little to tell, and a veteran forgot the beginnings."""

SAME_COMPANY = 0.5
"""How alike two mentors of one company are at least, for diversity; 1 is the same profile."""
ALIKE_COSINE_LEAST = 0.1
"""Profiles of other trades have such a cosine: not alike at all; at a cosine of 1, the same."""
POOL_PER_MENTOR, POOL_MAX = 5, 100
"""Diversity chooses among five times as many as are asked for: further down they suit no more."""


def micros(logits: float) -> int:
    """Return logits as a whole number of micro-logits."""
    return round(logits * MICROS_PER_LOGIT)
