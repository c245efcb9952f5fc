"""Every fault of the control side strikes as it says, and only once the plan says so."""

from collections.abc import Callable

import pytest

from deploy.control.errors import Changed, Denied, Missing, TryAgain, Unanswered
from deploy.control.ports import Order, Presence
from sim.aws.bucket import Bucket
from sim.aws.fleet import Agent, Fleet
from sim.aws.runs import starting
from sim.aws.shell import SimShell
from sim.aws.store import SimStore
from sim.harm.faults import KINDS, parse_plan
from sim.world import Crash, World

HOST = "i-0123456789abcdef0"
ORDER = Order(instances=(HOST,), script="", mark="m")
ERRORS: dict[str, type[Exception] | None] = {
    "error": Unanswered,
    "lost": Unanswered,
    "slow": Unanswered,
    "throttled": TryAgain,
    "denied": Denied,
    "corrupt": Changed,
    "late": None,
    "away": None,
    "cut": None,
}
"""None: the service says so without an error."""


class Side:
    """A control side, with an object stored and a command sent before any fault."""

    def __init__(self, plan: str) -> None:
        self.world = World()
        agent = Agent(starting(lambda _, __: (0, b"", b"", 60.0)), tags={"role": "ai"})
        fleet = Fleet(agents={HOST: agent})
        self.store = SimStore(self.world, Bucket("bucket"))
        self.shell = SimShell(self.world, fleet)
        self.store.put("there", b"one")
        self.command = self.shell.send(ORDER)
        self.world.begin(1)
        self.world.load(parse_plan(plan))


ACTS: dict[str, Callable[[Side], object]] = {
    "store.put": lambda side: side.store.put("new", b"two"),
    "store.get": lambda side: side.store.get("there"),
    "store.head": lambda side: side.store.head("there"),
    "store.keys": lambda side: side.store.keys(""),
    "shell.send": lambda side: side.shell.send(ORDER),
    "shell.read": lambda side: side.shell.read(HOST, side.command),
    "shell.standings": lambda side: side.shell.standings(side.command),
    "shell.find": lambda side: side.shell.find(HOST, "m"),
    "shell.cancel": lambda side: side.shell.cancel(HOST, side.command),
    "shell.presence": lambda side: side.shell.presence(HOST),
    "shell.tagged": lambda side: side.shell.tagged("role", "ai"),
}
CELLS = [(op, kind) for op in ACTS for kind in KINDS[op]]


def test_every_request_has_its_kinds() -> None:
    assert sorted(ACTS) == sorted(op for op in KINDS if op.startswith(("store.", "shell.")))


@pytest.mark.parametrize(("op", "kind"), CELLS, ids=[f"{op}-{kind}" for op, kind in CELLS])
def test_a_fault_strikes_once(op: str, kind: str) -> None:
    side = Side(f"1.{op}@begin#1={kind}")
    expected = Missing if (op, kind) == ("store.get", "late") else ERRORS[kind]
    if expected is None:
        said = ACTS[op](side)
        assert said is Presence.LOST if kind == "away" else kind == "cut" or not said
    else:
        with pytest.raises(expected):
            ACTS[op](side)
    assert len(side.world.fired) == 1
    assert side.world.trace[-1].outcome.split()[0] == kind
    assert ACTS[op](side) is not None or op == "shell.cancel"


@pytest.mark.parametrize(("kind", "there"), [("lost", True), ("error", False), ("slow", False)])
def test_lost_is_done_and_the_others_are_not(kind: str, there: bool) -> None:
    side = Side(f"1.store.put@begin#1={kind}+1.shell.send@begin#1={kind}")
    for op in ("store.put", "shell.send"):
        with pytest.raises(Unanswered):
            ACTS[op](side)
    assert (side.store.head("new") is not None) is there
    assert len(side.shell.find(HOST, "m")) == 1 + there


def test_slowness_takes_its_time() -> None:
    side = Side("1.shell.read@begin#1=slow")
    began = side.world.machine.now
    with pytest.raises(Unanswered):
        ACTS["shell.read"](side)
    assert side.world.machine.now - began == 30


def test_a_lasting_fault_lasts_until_it_is_mended() -> None:
    side = Side("1.shell.read@begin#1=throttled!")
    for _ in range(3):
        with pytest.raises(TryAgain):
            ACTS["shell.read"](side)
    side.world.heal()
    assert ACTS["shell.read"](side) is not None


def test_a_control_side_that_dies_after_sending_has_sent() -> None:
    side = Side("1.shell.send@begin#1=kill_after")
    with pytest.raises(Crash):
        ACTS["shell.send"](side)
    with pytest.raises(Crash):
        side.shell.find(HOST, "m")
    side.world.begin(2)
    assert len(side.shell.find(HOST, "m")) == 2
