"""The premiere: the real wheel of a checkout, deployed and rolled back on a simulated host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deploy import verdict
from deploy import wheel as deploy_wheel
from deploy.errors import Refused
from deploy.model import Apply, Restore
from deploy.verdict import Verdict
from sim.goods import wheels
from sim.oracles import ending, truth
from sim.oracles.case import Case
from sim.oracles.truth import Tree
from sim.oracles.violation import Violation
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.states import past, start
from sim.states.places import CONFIG, DAY_S, UPLOADS
from sim.stories.run import written
from sim.world import World

OLDER, BROKEN = "1" * 40, "2" * 40
CRASHES = b'\nSIM = {"fails_after_s": 1.2}\n'
"""Makes the broken release die in each of its lives: only the simulated interpreter reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act of the premiere: what was asked, and what must come of it."""

    title: str
    request: Callable[[World], Apply | Restore]
    exit_code: int
    serves: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What came of an act."""

    title: str
    told: Verdict
    serves: str | None
    seconds: float
    """Virtual seconds that the command took."""
    trace: str
    violation: Violation | None


def play(content: bytes) -> Iterator[Scene]:
    """Deploy a real wheel over an older one, a broken one after it, and restore by id.

    Ends at the first act that breaks an oracle: the next would begin from a host nobody meant.
    Raises `Refused` for a wheel that is none.
    """
    sha = deploy_wheel.inspect(content, wheels.FILE_NAME).sha
    if sha is None:
        raise Refused("the wheel carries no ai_app/release.json", "Build it from a checkout")
    world = start.bare().fork()
    offered = {
        OLDER: wheels.derived(content, OLDER),
        sha: content,
        BROKEN: wheels.derived(content, BROKEN, appended=CRASHES),
    }
    known: dict[str, Tree] = {name: wheels.app_files(data) for name, data in offered.items()}
    for name, data in offered.items():
        start.offer(SimOperator(world), name, data)
    for act in _acts(sha):
        scene = _play(world, act, known)
        yield scene
        if scene.violation is not None:
            return


def _acts(sha: str) -> tuple[Act, ...]:
    def asked(name: str) -> Callable[[World], Apply | Restore]:
        return lambda _: Apply(wheel=UPLOADS.format(letter=name), sha=name)

    return (
        Act(
            title="an older wheel is deployed first",
            request=asked(OLDER),
            exit_code=0,
            serves=OLDER,
        ),
        Act(title="the wheel of this checkout", request=asked(sha), exit_code=0, serves=sha),
        Act(title="a release that crashes", request=asked(BROKEN), exit_code=1, serves=sha),
        Act(
            title="the older release is restored by its id",
            request=lambda world: past.the(past.oldest, "code_{}")(SimOperator(world)),
            exit_code=0,
            serves=OLDER,
        ),
    )


def _play(world: World, act: Act, known: dict[str, Tree]) -> Scene:
    begin, world.trace[:] = world.copy(), []
    began = world.machine.now
    request = act.request(world)
    told = verdict.of(host_of(world, CONFIG), request)
    seconds = world.machine.now - began
    case = Case(
        world=world,
        asked=begin,
        begun=begin,
        known=known,
        target=act.serves,
        had=truth.label_of(truth.tree_at(begin, truth.LIVE), known),
        verdict=told,
        recovering=False,
        power_failed=False,
        effects=len(world.trace),
        seconds=seconds,
        edited=False,
        sound=True,
        request=request,
        ended=world.machine.now,
    )
    violation = _judged(case, act)
    world.pass_time(DAY_S)
    return Scene(
        title=act.title,
        told=told,
        serves=truth.served(world, known),
        seconds=seconds,
        trace=written(world.trace),
        violation=violation,
    )


def _judged(case: Case, act: Act) -> Violation | None:
    if case.verdict.exit_code != act.exit_code:
        return Violation("ending", f"expected {act.exit_code}: {case.verdict.message}")
    try:
        ending.judge(case)
    except Violation as violation:
        return violation
    return None


def summary_of(scenes: list[Scene]) -> list[dict[str, object]]:
    """Return the premiere as it stands in the summary."""
    return [
        {"act": scene.title, "exit_code": scene.told.exit_code, "serves": scene.serves}
        for scene in scenes
    ]
