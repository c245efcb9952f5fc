"""The measurement as a command: `python -m tests.mutation` says what the sweep lets live."""

import argparse
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.mutation import account, ledger, reach, recorder, scope, workers
from tests.mutation.making import mutants_of
from tests.mutation.mutant import Mutant
from tests.mutation.trial import Trial

REPORTS = recorder.ROOT / "reports" / "mutation"


def main(words: Sequence[str] | None = None) -> int:
    """Try the mutants asked for; return 1 where the list of survivors is not what is seen."""
    options = _parser().parse_args(words)
    options.reports.mkdir(parents=True, exist_ok=True)
    console, began = Console(), time.monotonic()
    modules = tuple(options.module or scope.MODULES)
    with ProcessPoolExecutor(options.workers, get_context("fork")) as pool:
        sources = [workers.source_of(module) for module in modules]
        made = [mutant for found in pool.map(mutants_of, modules, sources) for mutant in found]
    wanted = [mutant for mutant in made if _drawn(mutant.name, options.share)][: options.limit]
    console.print(f"{len(wanted)} of {len(made)} mutants of {len(modules)} modules")
    trials = _tried(wanted, options, console)
    known = ledger.read()
    for table in (account.by_module(trials), account.by_oracle(trials)):
        console.print(table)
    console.print(account.by_reason(trials, known))
    complaints = ledger.complaints(known, trials, {mutant.name for mutant in made}, modules)
    for line in complaints:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    score, minutes = account.score(trials, known), (time.monotonic() - began) / 60
    console.print(
        f"{account.share_killed(trials):.1f} % killed; {score:.1f} % of those that are another "
        f"program, {account.ENOUGH} wanted; {minutes:.1f} minutes"
    )
    whole = len(wanted) == len(made) and modules == scope.MODULES
    return int(bool(complaints) or (whole and score < account.ENOUGH))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nox -s mutation --", description=__doc__)
    parser.add_argument("--module", action="append", choices=scope.MODULES, metavar="NAME")
    parser.add_argument("--share", type=float, default=1, help="of all mutants; always the same")
    parser.add_argument("--limit", type=int, metavar="N", help="as many mutants at most")
    parser.add_argument("--workers", type=int, default=reach.cores(), metavar="N")
    parser.add_argument("--again", action="store_true", help="try even what was tried before")
    parser.add_argument("--reports", type=Path, default=REPORTS, metavar="DIR")
    return parser


def _drawn(name: str, share: float) -> bool:
    """Say whether a mutant belongs to a share: which do depends on nothing but its name."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) < share * 2**32


def _tried(wanted: Sequence[Mutant], options: argparse.Namespace, console: Console) -> list[Trial]:
    """Return the trials in the order of the mutants; what was tried before is not tried again."""
    path = options.reports / f"verdicts-{reach.state('deploy', 'sim', 'tests/mutation')}.jsonl"
    if options.again:
        path.unlink(missing_ok=True)
    found = {trial.name: trial for trial in _kept(path)}
    left = [mutant for mutant in wanted if mutant.name not in found]
    columns = (TextColumn("trying"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress, path.open("a", encoding="utf-8") as file:
        bar = progress.add_task("mutants", total=len(left))
        known = reach.recorded(options.reports, options.workers) if left else None
        for trial in workers.judged(left, known, options.workers) if known else ():
            file.write(json.dumps(asdict(trial)) + "\n")
            file.flush()
            found[trial.name] = trial
            progress.advance(bar)
    return [found[mutant.name] for mutant in wanted]


def _kept(path: Path) -> Iterator[Trial]:
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Trial(**json.loads(line))


if __name__ == "__main__":
    raise SystemExit(main())
