"""The account of a measurement: what was killed, by whom, and what lives."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.table import Table

from tests.mutation.ledger import Ledger
from tests.mutation.trial import SURVIVED, UNREACHED, Trial

ENOUGH = 95.0
"""The score that is wanted, in per cent."""
EQUIVALENT = "equivalent"
"""The kind of reason that says: nobody could ever tell this mutant from the deployer."""
SHOWN = 4


def module_of(trial: Trial) -> str:
    """Return the module that a mutant lies in."""
    return trial.name.partition(":")[0].partition(".")[0]


def share_killed(trials: Sequence[Trial]) -> float:
    """Return the per cent that were killed; a mutant that no run reaches lives."""
    return 100 * sum(trial.killed for trial in trials) / len(trials) if trials else 100.0


def score(trials: Sequence[Trial], ledger: Ledger) -> float:
    """Return the mutation score: the per cent killed of all that are not listed as equivalent.

    So it is defined by Jia and Harman, "An Analysis and Survey of the Development of Mutation
    Testing", IEEE TSE 37(5), 2011, section 2: no test can kill what is no other program.
    """
    return share_killed([trial for trial in trials if not _is_equivalent(trial, ledger)])


def _is_equivalent(trial: Trial, ledger: Ledger) -> bool:
    reason = ledger.reasons.get(trial.name)
    return not trial.killed and reason is not None and reason.kind == EQUIVALENT


def by_module(trials: Iterable[Trial]) -> Table:
    """Return the table: a row for each module, and one for all."""
    rows: dict[str, list[Trial]] = {}
    everything = list(trials)
    for trial in sorted(everything, key=lambda each: each.name):
        rows.setdefault(module_of(trial), []).append(trial)
    table = Table(title="Mutants of the deployer, tried by the sweep", title_justify="left")
    for column in ("module", "mutants", "killed", "survived", "unreached", "%", "mostly killed by"):
        words = column in ("module", "mostly killed by")
        table.add_column(column, justify="left" if words else "right", no_wrap=not words)
    for name, found in rows.items():
        table.add_row(*_row(name, found))
    table.add_section()
    table.add_row(*_row("all", everything))
    return table


def _row(name: str, found: Sequence[Trial]) -> tuple[str, ...]:
    outcomes = Counter(trial.outcome for trial in found)
    killers = [word for word, _ in outcomes.most_common() if word not in (SURVIVED, UNREACHED)]
    return (
        name,
        str(len(found)),
        str(sum(trial.killed for trial in found)),
        str(outcomes[SURVIVED]),
        str(outcomes[UNREACHED]),
        f"{share_killed(found):.1f}",
        ", ".join(f"{word} {outcomes[word]}" for word in killers[:SHOWN]),
    )


def by_oracle(trials: Iterable[Trial]) -> Table:
    """Return how many mutants each oracle killed."""
    table = Table(title="Killed by", title_justify="left")
    table.add_column("oracle")
    table.add_column("mutants", justify="right")
    killed = Counter(trial.outcome for trial in trials if trial.killed)
    for oracle, number in sorted(killed.items(), key=lambda each: (-each[1], each[0])):
        table.add_row(oracle, str(number))
    return table


def by_reason(trials: Iterable[Trial], ledger: Ledger) -> Table:
    """Return how many mutants live for which kind of reason."""
    table = Table(title="Why the others live", title_justify="left")
    for column in ("kind", "mutants", "which means"):
        table.add_column(column, justify="right" if column == "mutants" else "left")
    kinds = Counter(
        ledger.reasons[trial.name].kind if trial.name in ledger.reasons else "not listed"
        for trial in trials
        if not trial.killed
    )
    for kind, number in sorted(kinds.items()):
        table.add_row(kind, str(number), ledger.kinds.get(kind, ""))
    return table
