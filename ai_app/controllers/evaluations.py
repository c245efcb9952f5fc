"""Evaluates the model that serves, where an operator asks for it."""

from dataclasses import dataclass
from pathlib import Path

from adapters.evaluation_files import MalformedEvaluation
from controllers.evaluating import BASELINES, evaluate, read_set
from schemas.embedding_body import model_answer
from schemas.errors import NotReady
from schemas.interval_body import IntervalAnswer
from schemas.report_body import (
    DifferenceAnswer,
    EvaluateBody,
    GroupAnswer,
    ReportAnswer,
    SystemAnswer,
)
from services.embedding.encoder import Encoder
from services.evaluation.intervals import Interval
from services.evaluation.report import Bootstrap, Difference, Figures, Group
from services.jobs.job import Report
from services.vocabularies import Vocabularies

DIGITS = 4
"""Finer than any interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluations:
    """What an evaluation needs; of the people who are kept it needs none."""

    known: Vocabularies
    ours: Encoder
    plain: Encoder
    """The model as it comes, without centres."""
    directory: Path
    """Where the judged sets are."""

    def run(self, body: EvaluateBody, report: Report) -> ReportAnswer:
        """Evaluate; raise `NotReady` where the set cannot be read."""
        try:
            of = read_set(self.directory, body.judged_set, self.known)
        except MalformedEvaluation as error:
            raise NotReady(f"the judged set cannot be used: {error}") from error
        found = evaluate(
            of,
            ours=self.ours,
            plain=self.plain,
            known=self.known,
            bootstrap=Bootstrap(samples=body.samples),
            told=report,
        )
        return ReportAnswer(
            judged_set=body.judged_set,
            model=model_answer(self.ours.identity),
            depth=found.rules.depth,
            samples=found.bootstrap.samples,
            confidence=found.bootstrap.confidence,
            groups=[_group(each) for each in found.groups],
        )


def _group(of: Group) -> GroupAnswer:
    return GroupAnswer(
        language=of.language,
        queries=of.queries,
        left_out=of.left_out,
        systems=[_system(each) for each in of.figures],
        differences=[_difference(each) for each in of.differences],
    )


def _system(of: Figures) -> SystemAnswer:
    return SystemAnswer(
        system=of.system,
        is_baseline=of.system in BASELINES,
        metrics={each.metric: _interval(each.interval) for each in of.estimates},
        coverage=round(of.coverage, DIGITS),
    )


def _difference(of: Difference) -> DifferenceAnswer:
    return DifferenceAnswer(
        system=of.system,
        baseline=of.baseline,
        metric=of.metric,
        difference=_interval(of.interval),
        certain=of.certain,
        apart=of.apart,
    )


def _interval(of: Interval) -> IntervalAnswer:
    return IntervalAnswer(
        mean=round(of.mean, DIGITS), low=round(of.low, DIGITS), high=round(of.high, DIGITS)
    )
