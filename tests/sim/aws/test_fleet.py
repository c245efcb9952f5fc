"""Run Command in virtual time: however late it is asked, it tells the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.control.ports import Invocation, Order, Presence, State
from sim.aws.fleet import Agent, Fleet, Pace
from sim.aws.runs import starting

HOST = "i-0123456789abcdef0"
PACE = Pace(delivers_s=3, cancels_s=2)
STATES = st.lists(st.integers(0, 250), max_size=12).map(sorted)


def fleet_of(seconds: float) -> Fleet:
    agent = Agent(starting(lambda _, __: (3, b"out", b"", seconds)))
    return Fleet(pace=PACE, agents={HOST: agent})


def told(
    seconds: float, looks: list[int], cancelled: int | None, lost: tuple[int, int] | None
) -> Invocation | None:
    """Tell the story of one command, looking at it at some moments; return how it ends."""
    fleet = fleet_of(seconds)
    order = Order(instances=(HOST,), script="", mark="", delivery_s=30, execution_s=100)
    command = fleet.send(order, 0.0).id
    events = [(float(at), 0, "look") for at in looks]
    if cancelled is not None:
        events.append((float(cancelled), 1, "cancel"))
    if lost is not None:
        events += [(float(lost[0]), 1, "lose"), (float(lost[0] + lost[1]), 1, "find")]
    for at, _, event in sorted(events):
        if event == "cancel":
            fleet.cancel(HOST, command, at)
        elif event in ("lose", "find"):
            fleet.connect(HOST, at, online=event == "find")
        fleet.settle(at)
    return fleet.read(HOST, command, 1000.0)


@given(
    st.integers(0, 250),
    STATES,
    st.none() | st.integers(0, 250),
    st.none() | st.tuples(st.integers(0, 200), st.integers(1, 200)),
)
def test_looking_changes_nothing(
    seconds: int, looks: list[int], cancelled: int | None, lost: tuple[int, int] | None
) -> None:
    ended = told(seconds, [], cancelled, lost)
    assert told(seconds, looks, cancelled, lost) == ended
    assert ended is not None
    assert ended.state.over


@given(st.integers(0, 250), st.lists(st.integers(0, 250), min_size=2, max_size=20).map(sorted))
def test_a_state_that_is_the_last_stays(seconds: int, looks: list[int]) -> None:
    fleet = fleet_of(seconds)
    order = Order(instances=(HOST,), script="", mark="", delivery_s=30, execution_s=100)
    command = fleet.send(order, 0.0).id
    last: Invocation | None = None
    for at in looks:
        found = fleet.read(HOST, command, float(at))
        assert last is None or found == last
        assert found is not None
        last = found if found.state.over else None


def test_an_agent_takes_no_instance_it_does_not_know() -> None:
    fleet = fleet_of(1)
    with pytest.raises(KeyError):
        fleet.send(Order(instances=("i-00000000",), script="", mark=""), 0.0)
    assert fleet.commands == {}
    assert fleet.presence("i-00000000") is Presence.ABSENT


def test_ids_are_the_same_every_time_and_look_like_real_ones() -> None:
    first, second = (
        fleet_of(1).send(Order(instances=(HOST,), script="", mark=""), 0.0) for _ in range(2)
    )
    assert first.id == second.id
    assert len(first.id) == 36
    assert first.turns[HOST].now.state is State.PENDING
