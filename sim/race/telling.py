"""One run of a race: its order, its faults, the judgement, and one more command."""

from __future__ import annotations

from collections.abc import Sequence

from deploy.errors import Refused
from sim.harm.faults import Plan
from sim.oracles import truth
from sim.oracles.violation import Violation
from sim.race import afterwards, catalogue, oracles, performance, serial
from sim.race.performance import Performance
from sim.race.playing import Part, Play, play_of
from sim.stories import likeness
from sim.stories.genre import RACE_PREFIX, Attend
from sim.stories.likeness import Settled
from sim.stories.run import Run

PREFIX, SEPARATOR = RACE_PREFIX, "~"


def parted(name: str) -> tuple[str, list[int]]:
    """Return the name of the race and the numbers of its order."""
    race, *words = name.removeprefix(PREFIX).split(SEPARATOR)
    if not all(word.isdecimal() for word in words):
        raise Refused(f"{name!r} is no order of a race", "It looks like race.two_operators~12~20")
    return race, [int(word) for word in words]


def written(race: str, numbers: Sequence[int]) -> str:
    """Write the name of a race with its order."""
    return SEPARATOR.join([f"{PREFIX}{race}", *map(str, numbers)])


def tell(
    name: str, plan: Plan = (), attend: Attend | None = None, settled: Settled | None = None
) -> Run:
    """Tell the race of this name, in the order that it says, under a plan."""
    race_name, numbers = parted(name)
    race = catalogue.named(race_name)
    play = play_of(race, range(len(race.deeds)), plan, attend)
    return told(performance.in_order(play, numbers), plan, settled)


def told(performed: Performance, plan: Plan = (), settled: Settled | None = None) -> Run:
    """Judge a race that was run, and go on from what it came to.

    `settled` are marks of hosts of this race on which one more command is known to end well.
    """
    play = performed.play
    name = written(play.race.name, performed.numbers)
    run = Run(scenario=name, plan=plan, trace=play.world.trace, violation=performed.broke)
    try:
        if run.violation is None:
            judge(play, plan)
            run.alike = likeness.gone_on(
                settled, lambda: likeness.mark(play.world), lambda: afterwards.converges(play)
            )
    except Violation as violation:
        run.violation = violation
    run.verdicts = [_word(part) for part in play.parts]
    run.effects = len(run.trace)
    run.said = [*play.world.said, *(part.told.message for part in play.parts if part.told)]
    run.serves = truth.served(play.world, play.known)
    fired = play.world.fired.issuperset(plan)
    run.void = run.violation is None and (performed.unspent or not fired)
    return run


def judge(play: Play, plan: Plan) -> None:
    """Let every oracle look at a race that is over; raise the first `Violation`."""
    for oracle in oracles.ORACLES:
        oracle(play)
    if not plan:
        serial.is_serial(play)


def _word(part: Part) -> str:
    if part.told is not None:
        return str(part.told.exit_code)
    return "crash" if part.error is None else "traceback"
