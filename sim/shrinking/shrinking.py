"""The search: fewer faults, a smaller world, simpler faults, until nothing of it can be less."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.harm.faults import Plan
from sim.shrinking import smaller
from sim.shrinking.minimal import minimal, without_each
from sim.shrinking.simpler import simpler
from sim.shrinking.trying import Trials
from sim.stories.run import identify

ROUNDS_MAX = 20
"""Each makes something less, so it is over long before."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A failing run: a world and a plan."""

    name: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Removal:
    """What was left out of the result, and what then came of it."""

    what: str
    came: str
    is_same: bool
    """It fails in the same way without it: what was found is not minimal."""


def shrunk(begin: Failure, trials: Trials, note: Callable[[str], None]) -> Failure:
    """Return the simplest failure that is found from this one; every pass goes on to the next."""
    found = begin
    for _ in range(ROUNDS_MAX):
        before = found
        for what, pass_ in PASSES:
            less = pass_(found, trials)
            if less != found:
                note(f"{what}: {identify(less.name, less.plan)}")
                found = less
        if found == before:
            return found
    return found


def fewer_faults(found: Failure, trials: Trials) -> Failure:
    """Leave out every fault without which it fails the same."""
    kept = minimal(found.plan, lambda plan: trials.fails(found.name, plan))
    return Failure(found.name, tuple(kept))


def less_of_a_world(found: Failure, trials: Trials) -> Failure:
    """Leave out of the world all without which it fails the same; make its numbers smaller."""
    for less in (*smaller.left_out(found.name), *smaller.lower(found.name)):
        if trials.fails(less.name, found.plan) and _is_fit(less.name, trials):
            return less_of_a_world(Failure(less.name, found.plan), trials)
    return found


def another_world(found: Failure, trials: Trials) -> Failure:
    """Tell it in the smallest world that has a name, of these where it takes the fewest effects."""
    best = found.name
    for name in smaller.others(found.name):
        is_less = _measure(name, found.plan, trials) < _measure(best, found.plan, trials)
        if is_less and trials.fails(name, found.plan):
            best = name
    return Failure(best, found.plan)


def _measure(name: str, plan: Plan, trials: Trials) -> tuple[int, int]:
    return smaller.size(name), trials.of(name, plan).effects


def _is_fit(name: str, trials: Trials) -> bool:
    """Say whether what a derived world is asked for makes sense there: without faults it ends well.

    Any other world ends well without faults, or fails for a reason.
    """
    return smaller.makes_sense(name) or trials.of(name, ()).oracle is None


def simpler_faults(found: Failure, trials: Trials) -> Failure:
    """Put simpler faults in the place of those of the plan."""
    for plan in _simpler_plans(found.plan):
        if trials.fails(found.name, plan):
            return simpler_faults(Failure(found.name, plan), trials)
    return found


def _simpler_plans(plan: Plan) -> Iterator[Plan]:
    for place, fault in enumerate(plan):
        for less in simpler(fault):
            if less not in plan:
                yield (*plan[:place], less, *plan[place + 1 :])


PASSES = (
    ("fewer faults", fewer_faults),
    ("another world", another_world),
    ("less of the world", less_of_a_world),
    ("simpler faults", simpler_faults),
)


def removals(found: Failure, trials: Trials) -> list[Removal]:
    """Leave out each single thing that can be left out: none of these fails in the same way."""
    removed = [
        Removal(
            str(fault), str(trials.of(found.name, rest)), is_same=trials.fails(found.name, rest)
        )
        for fault, rest in without_each(found.plan)
    ]
    for less in smaller.left_out(found.name):
        is_fit = _is_fit(less.name, trials)
        said = str(trials.of(less.name, found.plan)) if is_fit else "makes no sense there"
        is_same = is_fit and trials.fails(less.name, found.plan)
        removed.append(Removal(less.without, said, is_same=is_same))
    return removed
