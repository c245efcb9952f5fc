"""A hunt for a planted bug, a program of its own: `python -m tests.planted.hunt` says what it saw.

It is started where a changed copy of `deploy/` lies, which it therefore imports.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

import deploy
from sim.control import sweep as control
from sim.harm.faults import Fault, once_more
from sim.oracles.violation import Violation
from sim.race import catalogue, sweep
from sim.race import telling as race
from sim.stories import crashes, repertoire, scenarios
from sim.stories.genre import CONTROL_PREFIX
from sim.stories.run import Run
from sim.stories.story import Telling
from sim.sweep import plans

TWICE = "[*]2"
"""What a pattern ends with that is of faults which strike twice."""
SHARE = 4.0
"""Of the orders of a race that a sweep in CI tries."""


def main() -> int:
    """Run the clean scenarios, then the faults asked for, and stop at the first violation."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("scenarios", nargs="+", metavar="SCENARIO")
    parser.add_argument(
        "--faults", default="", metavar="PATTERN", help="like *@flush#*=power_names"
    )
    options = parser.parse_args()
    assert deploy.__file__
    assert Path(deploy.__file__).parent.parent == Path.cwd(), "this is not the copy"
    print(json.dumps(hunted(options.scenarios, options.faults)))  # noqa: T201 - a program
    return 0


def hunted(names: Sequence[str], pattern: str) -> dict[str, object]:
    """Return how many runs it took, and the id, the oracle and its words at a violation."""
    runs = 0
    found: tuple[str, Violation] | None = None
    for run in told(names, pattern):
        runs += 1
        if run.violation is not None:
            found = (run.id, run.violation)
            break
    if found is None:
        return {"runs": runs, "id": None, "oracle": None, "reason": None}
    name, violation = found
    return {"runs": runs, "id": name, "oracle": violation.oracle, "reason": violation.reason}


def told(names: Sequence[str], pattern: str) -> Iterator[Run]:
    """Tell every scenario without faults, then under each single fault that fits the pattern.

    A name may be an id, with the faults that come first: then it is told with those and one more.
    """
    clean = []
    for name in names:
        clean.append(repertoire.replay(name))
        yield clean[-1]
        if name.startswith(race.PREFIX):
            yield from orders(name.removeprefix(race.PREFIX))
    for run in clean if pattern else ():
        for fault in _faults(run, pattern):
            plan = (*run.plan, fault)
            if fnmatch("+".join(map(str, plan)), pattern):
                yield repertoire.tell(run.scenario, plan)


def _faults(run: Run, pattern: str) -> Iterator[Fault]:
    """Yield every single fault of a run, once each; where it is asked for, such as strike twice."""
    singles = dict.fromkeys((*plans.single_faults(run.trace), *_ends(run)))
    yield from singles
    for fault in singles if pattern.endswith(TWICE) else ():
        sites = (effect.site for effect in run.trace)
        again = once_more(fault, sites)
        if again is not None:
            yield again


def _ends(run: Run) -> Iterator[Fault]:
    """Yield every crash of a scenario of one host, or every end that a control side may come to."""
    if repertoire.genre_of(run.scenario) is repertoire.HOST:
        _, died = crashes.every(Telling(scenarios.named(run.scenario), ()))
        yield from died
    elif run.scenario.startswith(CONTROL_PREFIX):
        for site in control.sites(run.trace):
            yield from control.control_faults(site)


def orders(name: str) -> Iterator[Run]:
    """Tell a race in the orders that a sweep in CI tries."""
    found = catalogue.named(name)
    for performed in sweep.performances(found, random.Random(1), deep=False, share=SHARE):
        yield race.told(performed)


if __name__ == "__main__":
    raise SystemExit(main())
