"""Feedback: told, counted, and reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.errors import NotThere
from schemas.feedback import Event
from schemas.feedback_kept import Told
from schemas.feedback_report_body import (
    FeedbackReportAnswer,
    FiguresAnswer,
    PositionAnswer,
)
from schemas.interval_body import IntervalAnswer
from schemas.mentor_statistics_body import (
    MentorStatisticsAnswer,
    StandingAnswer,
    mentor_statistics_answer,
)
from schemas.people import Mentor
from schemas.problem import FieldProblem
from services.evaluation.intervals import Interval
from services.feedback.counting import counted
from services.feedback.online import (
    ATTRIBUTED_WITHIN,
    CONFIDENCE,
    Figures,
    figures,
    places,
)
from services.feedback.reading import is_ahead
from services.feedback.repository import FeedbackRepository
from services.ranking.standing import STANDING, standing
from services.ranking.weights import MICROS_PER_LOGIT, Feature


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What is done with events; the search copies follow storage, and so does the ranking."""

    repository: FeedbackRepository

    def tell(self, events: Sequence[Event]) -> list[Told]:
        """Keep events, each once; the answer is in their order."""
        return self.repository.tell(events, counted)

    def statistics(self, mentor_id: int) -> MentorStatisticsAnswer:
        """Return how a mentor did; raise `NotThere` where there is none."""
        tally = self.repository.tally(mentor_id)
        if tally is None:
            raise NotThere(f"there is no mentor {mentor_id}")
        known = Mentor(user_id=mentor_id, nickname="", statistics=tally.statistics)
        logits = {
            feature: micros / MICROS_PER_LOGIT
            for feature, micros in zip(STANDING, standing(known), strict=True)
        }
        stands = StandingAnswer(
            rating=logits[Feature.RATING], response_rate=logits[Feature.RESPONSE_RATE]
        )
        return mentor_statistics_answer(mentor_id, tally, stands)

    def report(self, since: datetime) -> FeedbackReportAnswer:
        """Return what came of the rankings that were shown since a moment."""
        observed = self.repository.observed(since=since, within=ATTRIBUTED_WITHIN)
        return FeedbackReportAnswer(
            since=since,
            within_days=ATTRIBUTED_WITHIN.days,
            confidence=CONFIDENCE,
            rankings=observed.rankings,
            requested=_figures(figures(observed.first_requested)),
            accepted=_figures(figures(observed.first_accepted)),
            places=[
                PositionAnswer(
                    position=each.position,
                    shown=each.shown,
                    opened=_interval(each.opened),
                    requested=_interval(each.requested),
                    accepted=_interval(each.accepted),
                )
                for each in places(observed)
            ],
        )


def untimely(event: Event, now: datetime) -> FieldProblem | None:
    """Return why an event is none yet; None where it is."""
    if not is_ahead(event, now):
        return None
    return FieldProblem(
        pointer="/at", detail="it lies more than a day ahead of the service's clock"
    )


def refusal(told: Told, event: Event) -> FieldProblem | None:
    """Return why an event is not kept, and by which field; None where it is."""
    match told:
        case Told.DIFFERENT:
            return FieldProblem(pointer="/id", detail="another event has this id")
        case Told.NO_MENTOR:
            return FieldProblem(
                pointer="/mentor_id", detail=f"there is no mentor {event.mentor_id}"
            )
        case Told.NO_MENTEE:
            return FieldProblem(
                pointer="/mentee_id", detail=f"there is no mentee {event.mentee_id}"
            )
        case _:
            return None


def _figures(of: Figures | None) -> FiguresAnswer | None:
    if of is None:
        return None
    return FiguresAnswer(
        hit_at_1=_interval(of.hits[1]),
        hit_at_3=_interval(of.hits[3]),
        hit_at_5=_interval(of.hits[5]),
        hit_at_10=_interval(of.hits[10]),
        mrr=_interval(of.mrr),
        total=of.total,
    )


def _interval(of: Interval) -> IntervalAnswer:
    return IntervalAnswer.model_validate(of)
