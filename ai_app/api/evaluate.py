"""`python -m api.evaluate` says how good the ranking is, and fails where it is not good enough.

Good enough is: on either set and over all languages, nDCG and MRR are above those of each plain way
to rank, with intervals that do not overlap, and nDCG is no lower than it once was.
"""

import sys
from collections.abc import Iterator

from adapters.models.loading import load_encoder
from api.knowledge import load_centred, read_vocabularies
from api.settings import Settings
from controllers.evaluating import OURS, evaluate, read_set
from services.evaluation.report import ALL, Group, Report
from services.evaluation.table import table

NDCG = "nDCG@10"
NDCG_MIN = {"main": 0.79, "held_out": 0.89}
"""A little below what was measured, .795 and .904: the model's last digits differ by processor."""


def main() -> int:
    """Print the report of each set; return 1 where the ranking is not good enough."""
    settings = Settings()
    known = read_vocabularies(settings)
    ours, plain = load_centred(settings, known), load_encoder(settings.embedding_model)
    faults = []
    for name, ndcg_min in NDCG_MIN.items():
        of = read_set(settings.evaluation_directory, name, known)
        found = evaluate(of, ours=ours, plain=plain, known=known)
        print(f"# {name}\n\n{table(found)}\n")  # noqa: T201 - a program of its own
        faults += [f"{name}: {fault}" for fault in shortcomings(found, ndcg_min)]
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201 - as above
    return 1 if faults else 0


def shortcomings(of: Report, ndcg_min: float) -> Iterator[str]:
    """Yield, as sentences, in what the ranking is not good enough."""
    (group,) = (group for group in of.groups if group.language == ALL)
    reached = _mean(group, NDCG)
    if reached < ndcg_min:
        yield f"{NDCG} is {reached:.3f}, and was at least {ndcg_min} before"
    for difference in group.differences:
        if difference.system != OURS or difference.metric not in (NDCG, "MRR"):
            continue
        if not difference.apart or difference.interval.mean <= 0:
            yield f"{difference.metric} is not clearly above that of {difference.baseline}"


def _mean(group: Group, metric: str) -> float:
    (figures,) = (figures for figures in group.figures if figures.system == OURS)
    (found,) = (each for each in figures.estimates if each.metric == metric)
    return found.interval.mean


if __name__ == "__main__":
    sys.exit(main())
