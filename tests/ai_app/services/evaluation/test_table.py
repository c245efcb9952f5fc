"""The table: what it says and how it stands, to the letter."""

from services.evaluation.intervals import Interval
from services.evaluation.judging import Rules
from services.evaluation.report import Bootstrap, Difference, Estimate, Figures, Group, Report
from services.evaluation.table import table


def interval(mean: float, low: float, high: float) -> Interval:
    return Interval(mean=mean, low=low, high=high)


def difference(baseline: str, metric: str, of: Interval, mark: str = "") -> Difference:
    return Difference(
        system="hybrid",
        baseline=baseline,
        metric=metric,
        interval=of,
        certain=mark != "",
        apart=mark == "**",
    )


def figures(system: str, coverage: float, *means: float) -> Figures:
    return Figures(
        system=system,
        estimates=tuple(
            Estimate(metric=metric, interval=interval(mean, mean - 0.1, mean + 0.05))
            for metric, mean in zip(("nDCG@10", "MRR"), means, strict=True)
        ),
        coverage=coverage,
    )


REPORT = Report(
    rules=Rules(),
    bootstrap=Bootstrap(samples=1000, confidence=0.975, seed=7),
    groups=(
        Group(
            language="all",
            queries=120,
            left_out=3,
            figures=(figures("hybrid", 0.5, 0.8, 0.75), figures("bm25", 0.25, 0.6, 0.7)),
            differences=(
                difference("bm25", "nDCG@10", interval(0.2, 0.1, 0.3), "**"),
                difference("bm25", "MRR", interval(0.05, 0.01, 0.1), "*"),
                difference("popularity", "nDCG@10", interval(-0.01, -0.02, 0.01)),
                difference("popularity", "MRR", interval(-0.3, -0.4, -0.2), "**"),
            ),
        ),
        Group(
            language="ko",
            queries=60,
            left_out=0,
            figures=(figures("hybrid", 0.5, 0.8, 0.75),),
            differences=(),
        ),
        Group(language="mixed", queries=0, left_out=1, figures=(), differences=()),
    ),
)

TEXT = """\
All queries: 120 queries, 3 more left out: nobody is relevant
             hybrid                bm25
nDCG@10      0.800 [0.700, 0.850]  0.600 [0.500, 0.650]
MRR          0.750 [0.650, 0.800]  0.700 [0.600, 0.750]
coverage@10  0.500                 0.250

difference  hybrid - bm25               hybrid - popularity
nDCG@10     +0.200 [+0.100, +0.300] **  -0.010 [-0.020, +0.010]
MRR         +0.050 [+0.010, +0.100] *   -0.300 [-0.400, -0.200] **

Korean: 60 queries
             hybrid
nDCG@10      0.800 [0.700, 0.850]
MRR          0.750 [0.650, 0.800]
coverage@10  0.500

Korean and English mixed: 0 queries, 1 more left out: nobody is relevant

In brackets: the 97.5 % bootstrap interval (BCa, 1000 samples of the queries, seed 7).
*  the interval of the difference leaves out 0, and the queries are enough to tell
** and the intervals of the two systems do not overlap either
"""


def test_the_table_stands_as_it_should() -> None:
    assert table(REPORT) == TEXT
