"""Telling a life: by the words of its name, `days.START~DEED~DEED`, or by the number of a swarm."""

from __future__ import annotations

from collections.abc import Callable

from deploy.errors import Refused
from sim.days import healing
from sim.days.deeds import DEEDS, do
from sim.days.life import Life
from sim.days.starts import STARTS, begun
from sim.days.swarm import Swarm
from sim.harm.faults import Plan
from sim.machinery.machine import EPOCH
from sim.oracles import truth
from sim.oracles.violation import Violation
from sim.stories.genre import Attend
from sim.stories.run import Run, identify

PREFIX = "days."
SWARM = "swarm"
FIRST = "one_release"
"""Where a life begins whose name does not say."""
HOUR_S = 3600.0


def vet(name: str) -> None:
    """Raise `Refused` where a name is no life."""
    if _number_of(name) is None:
        _words_of(name)


def tell(name: str, plan: Plan = (), attend: Attend = lambda _world, _name: None) -> Run:
    """Tell a life under a plan and judge it; a swarm makes a plan of its own.

    A swarm goes back to where a deed began, so what it spells out is what somebody can attend.
    """
    number = _number_of(name)
    if number is not None:
        if plan:
            raise Refused(f"{name} makes its own faults", "Replay what it spells out instead")
        swarm = Swarm(number)
        return _told(f"{PREFIX}{SWARM}", swarm.live, lambda: swarm.life, swarm.first)
    first, words = _words_of(name)
    life = begun(first)
    life.plan = list(plan)
    life.world.load(plan, life.world.person)
    attend(life.world, "host")
    return _told(name, lambda: _live(life, words), lambda: life, first)


def _live(life: Life, words: tuple[str, ...]) -> None:
    for word in words:
        do(life, word)
    healing.converge(life)


def _told(name: str, live: Callable[[], None], lived: Callable[[], Life], first: str) -> Run:
    """Let it be lived; a violation ends it, and so does a world that nobody can read."""
    violation = None
    try:
        live()
    except Violation as error:
        violation = error
    except Exception as error:  # noqa: BLE001 - a world that no oracle can read is no good world
        violation = Violation("unreadable", f"{type(error).__name__}: {error}")
    life = lived()
    plan, world = tuple(life.plan), life.world
    life.count("start", first)
    life.count("length", str(len(life.words) // 10 * 10))
    life.count("hours", by=int((world.machine.now - EPOCH) / HOUR_S))
    spelled = PREFIX + "~".join((first, *life.words))
    return Run(
        scenario=name,
        plan=plan,
        spelled=identify(spelled, plan),
        verdicts=life.verdicts,
        serves=truth.served(world, life.known),
        violation=violation,
        void=violation is None and not (life.fired | world.fired).issuperset(plan),
        effects=len(world.trace),
        deployments=life.deployments,
        trace=world.trace,
        seen=life.seen,
    )


def _number_of(name: str) -> str | None:
    """Return the number of a swarm; None for a life that is told by its words."""
    word, _, number = name.removeprefix(PREFIX).partition("~")
    if word != SWARM:
        return None
    if not all(part.isdigit() for part in (number or "0").split("~")):
        raise Refused(f"{name} is no swarm", "Swarms are numbered: days.swarm~1~17")
    return number


def _words_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the start and the deeds of a name; raise `Refused` for a word that is none."""
    words = tuple(name.removeprefix(PREFIX).split("~"))
    first, rest = (words[0], words[1:]) if words[0] in STARTS else (FIRST, words)
    for word in rest:
        if word not in DEEDS:
            raise Refused(f"{word!r} is no deed", f"Deeds are: {', '.join(DEEDS)}")
    return first, rest
