"""What a mentor brings to every query: proof, ratings, answers, and a place that is left."""

from schemas.people import Mentor
from services.ranking import weights
from services.ranking.weights import Feature, micros

STANDING = (Feature.VERIFIED, Feature.RATING, Feature.RESPONSE_RATE, Feature.CAPACITY)


def standing(mentor: Mentor) -> tuple[int, ...]:
    """Return what each feature of `STANDING` contributes, in micro-logits.

    Ratings and answers are shrunk towards the mean of all: who has few is hardly told apart from a
    new mentor, who gets 0, as the average one does. For rates this is the mean of the posterior of
    a Beta prior (Gelman et al., "Bayesian Data Analysis", 3rd edition, section 2.4).
    """
    return (
        micros(weights.VERIFIED if mentor.verified else 0.0),
        micros(weights.RATING * _rating(mentor)),
        micros(weights.RESPONSE_RATE * _response_rate(mentor)),
        micros(0.0 if mentor.capacity > 0 else weights.FULL),
    )


def _rating(mentor: Mentor) -> float:
    count = max(mentor.statistics.rating_count, 0)
    excess = count * (mentor.statistics.rating_avg - weights.RATING_MEAN)
    return _bounded(excess / (count + weights.RATING_STRENGTH) / weights.RATING_SCALE)


def _response_rate(mentor: Mentor) -> float:
    requested = max(mentor.statistics.requested_count, 0)
    prior = weights.RESPONSE_ANSWERED + weights.RESPONSE_UNANSWERED
    mean = weights.RESPONSE_ANSWERED / prior
    excess = min(mentor.statistics.responded_count, requested) - requested * mean
    return _bounded(excess / (requested + prior) / weights.RESPONSE_SCALE)


def _bounded(value: float) -> float:
    return min(1.0, max(-1.0, value))
