"""The report of an evaluation: every measure of every system, how sure it is, and against what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.evaluation.intervals import (
    Interval,
    Resamples,
    are_apart,
    can_tell,
    difference_interval,
    mean_interval,
    resamples,
)
from services.evaluation.judging import LANGUAGES, Judged, Rules
from services.evaluation.metrics import catalogue_coverage

ALL = "all"
"""The group of the queries of every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """How intervals are made; the same numbers give the same report."""

    samples: int = 10_000
    confidence: float = 0.95
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A measure and what it is, over the queries of a group."""

    metric: str
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How one system did."""

    system: str
    estimates: tuple[Estimate, ...]
    coverage: float
    """How much of the catalogue was shown at all, 0 to 1; no mean, so it has no interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """By how much a system is better than a baseline, on the same queries."""

    system: str
    baseline: str
    metric: str
    interval: Interval
    certain: bool
    """Whether the interval leaves out 0, and the queries are enough to tell."""
    apart: bool
    """Whether the intervals of the two do not overlap either, which is more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The queries of one language, or all."""

    language: str
    queries: int
    left_out: int
    """Further queries, to which nobody is relevant."""
    figures: tuple[Figures, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An evaluation; `dataclasses.asdict` makes plain data of it."""

    rules: Rules
    bootstrap: Bootstrap
    groups: tuple[Group, ...]


def report(
    of: Judged, *, baselines: Sequence[str], catalogue: Collection[int], bootstrap: Bootstrap
) -> Report:
    """Return how each system did in all and by language, and against each of the baselines.

    Languages without a query are not there. `catalogue` is everybody who could have been shown.
    Raises `ValueError` for a baseline that was not judged, where no query is left, for somebody
    ranked who is not in the catalogue, or for a confidence out of bounds.
    """
    unknown = set(baselines) - set(of.rankings)
    if unknown:
        raise ValueError(f"no system of this name was judged: {min(unknown)!r}")
    if not of.languages:
        raise ValueError("there is no query to which anybody is relevant")
    languages = [
        language for language in LANGUAGES if language in of.languages or of.left_out[language]
    ]
    return Report(
        rules=of.rules,
        bootstrap=bootstrap,
        groups=tuple(
            _group(of, language, baselines, catalogue, bootstrap) for language in (ALL, *languages)
        ),
    )


def _group(
    of: Judged,
    language: str,
    baselines: Sequence[str],
    catalogue: Collection[int],
    bootstrap: Bootstrap,
) -> Group:
    places = [place for place, each in enumerate(of.languages) if language in (ALL, each)]
    left_out = sum(of.left_out.values()) if language == ALL else of.left_out[language]
    figures: tuple[Figures, ...] = ()
    differences: tuple[Difference, ...] = ()
    if places:
        samples = resamples(len(places), count=bootstrap.samples, seed=bootstrap.seed)
        chosen = _Chosen(of, places, samples, bootstrap.confidence)
        figures = tuple(chosen.figures(system, catalogue) for system in of.rankings)
        differences = tuple(
            difference
            for system in of.rankings
            if system not in baselines
            for baseline in baselines
            for difference in chosen.differences(system, baseline)
        )
    return Group(
        language=language,
        queries=len(places),
        left_out=left_out,
        figures=figures,
        differences=differences,
    )


class _Chosen:
    """Some of the queries, and samples of them."""

    def __init__(
        self, of: Judged, places: Sequence[int], samples: Resamples, confidence: float
    ) -> None:
        self.of, self.places, self.samples, self.confidence = of, places, samples, confidence

    def figures(self, system: str, catalogue: Collection[int]) -> Figures:
        rankings = [self.of.rankings[system][place] for place in self.places]
        return Figures(
            system=system,
            estimates=tuple(
                Estimate(metric=metric, interval=self._interval(system, metric))
                for metric in self.of.values[system]
            ),
            coverage=catalogue_coverage(rankings, catalogue, k=self.of.rules.depth),
        )

    def differences(self, system: str, baseline: str) -> list[Difference]:
        return [self._difference(system, baseline, metric) for metric in self.of.values[system]]

    def _difference(self, system: str, baseline: str, metric: str) -> Difference:
        interval = difference_interval(
            self._values(system, metric),
            self._values(baseline, metric),
            self.samples,
            confidence=self.confidence,
        )
        certain = interval.excludes_zero and can_tell(len(self.places), confidence=self.confidence)
        return Difference(
            system=system,
            baseline=baseline,
            metric=metric,
            interval=interval,
            certain=certain,
            apart=certain
            and are_apart(self._interval(system, metric), self._interval(baseline, metric)),
        )

    def _values(self, system: str, metric: str) -> list[float]:
        values = self.of.values[system][metric]
        return [values[place] for place in self.places]

    def _interval(self, system: str, metric: str) -> Interval:
        return mean_interval(self._values(system, metric), self.samples, confidence=self.confidence)
