"""The list of survivors: every mutant that the sweep lets live, and the reason."""

import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.trial import Trial

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PATH = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a mutant lives."""

    kind: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The reasons by the mutant's name, and the kinds that a reason may have."""

    kinds: Mapping[str, str]
    reasons: Mapping[str, Reason]


def read(path: Path = PATH) -> Ledger:
    """Read the list; raise `ValueError` where a mutant stands twice or a kind is not explained."""
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    reasons: dict[str, Reason] = {}
    for group in given.get("reason", ()):
        if group["kind"] not in given["kinds"]:
            raise ValueError(f"{group['kind']!r} is not explained")
        for name in group["mutants"]:
            if name in reasons:
                raise ValueError(f"{name!r} stands there twice")
            reasons[name] = Reason(kind=group["kind"], why=group["why"])
    return Ledger(kinds=given["kinds"], reasons=reasons)


def complaints(
    ledger: Ledger, trials: Iterable[Trial], made: Collection[str], modules: Collection[str]
) -> list[str]:
    """Return what list and trials disagree on; `made` are all mutants of the modules at hand."""
    found = []
    for trial in trials:
        listed = trial.name in ledger.reasons
        if trial.killed and listed:
            found.append(f"listed as a survivor, yet killed by {trial.outcome}: {trial.name}")
        if not trial.killed and not listed:
            found.append(f"{trial.outcome} after {trial.runs} runs, not listed: {trial.name}")
    for name in ledger.reasons:
        module = name.partition(":")[0].partition(".")[0]
        if module in modules and name not in made:
            found.append(f"listed, but there is no such mutant any more: {name}")
    return found
