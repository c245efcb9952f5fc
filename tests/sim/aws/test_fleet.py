"""Run Command in virtual time: however late it is asked, it tells the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.control.ports import Ending, Invocation, Order, Presence, State
from sim.aws.command import Command
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


# ------------------------------------------------------------------ many instances

HOSTS = tuple(f"i-{number:08x}" for number in range(6))
Plan = dict[str, tuple[int, int]]
"""For each instance how its script ends, and after how many seconds."""
PLANS = st.lists(
    st.tuples(st.sampled_from((0, 3)), st.integers(0, 150)), min_size=len(HOSTS), max_size=6
).map(lambda ends: dict(zip(HOSTS, ends, strict=True)))
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 260),
        st.sampled_from(("cancel", "lose", "find", "forget")),
        st.sampled_from(HOSTS),
    ),
    max_size=8,
).map(sorted)


def many(plan: Plan, pace: Pace = PACE) -> Fleet:
    """Make instances whose scripts end as planned."""

    def agent(code: int, seconds: int) -> Agent:
        return Agent(starting(lambda _, __: (code, b"", b"", float(seconds))))

    return Fleet(pace=pace, agents={host: agent(*ends) for host, ends in plan.items()})


def order_of(together_max: int = 50, failures_max: int = 0, delivery_s: int = 60) -> Order:
    return Order(
        instances=HOSTS,
        script="",
        mark="",
        delivery_s=delivery_s,
        execution_s=100,
        together_max=together_max,
        failures_max=failures_max,
    )


def story(
    plan: Plan, order: Order, events: list[tuple[int, str, str]], looks: list[int]
) -> tuple[Fleet, Command]:
    """Tell what becomes of a command while things happen, and somebody looks or does not."""
    fleet = many(plan)
    command = fleet.send(order, 0.0)
    due: list[tuple[int, int, str, str]] = [(at, 0, "look", "") for at in looks]
    due += [(at, 1 + n, event, host) for n, (at, event, host) in enumerate(events)]
    for at, _, event, host in sorted(due):
        if event == "cancel":
            fleet.cancel(host, command.id, at)
        elif event == "forget":
            fleet.forget(host, at)
        elif event in ("lose", "find") and fleet.presence(host) is not Presence.ABSENT:
            fleet.connect(host, at, online=event == "find")
        fleet.settle(at)
    fleet.settle(1000.0)
    return fleet, command


@given(PLANS, st.integers(1, 7), st.integers(0, 3), EVENTS, STATES)
def test_looking_changes_nothing_for_many(
    plan: Plan, together: int, borne: int, events: list[tuple[int, str, str]], looks: list[int]
) -> None:
    order = order_of(together, borne)
    seen = [
        [(turn.sent, turn.over, turn.now, turn.run) for turn in command.turns.values()]
        for _, command in (story(plan, order, events, []), story(plan, order, events, looks))
    ]
    assert seen[0] == seen[1]


@given(PLANS, st.integers(1, 7), st.integers(0, 3), EVENTS)
def test_never_more_have_it_at_once_and_every_one_has_an_end(
    plan: Plan, together: int, borne: int, events: list[tuple[int, str, str]]
) -> None:
    _, command = story(plan, order_of(together, borne), events, [])
    turns = list(command.turns.values())
    assert all(turn.now.state.over and turn.over is not None for turn in turns)
    sent = [turn for turn in turns if turn.sent is not None]
    for turn in sent:
        having = [each for each in sent if (each.sent or 0) <= (turn.sent or 0) < (each.over or 0)]
        assert len(having) <= together


@given(PLANS, st.integers(1, 7), st.integers(0, 3), EVENTS)
def test_once_too_many_failed_nothing_is_sent(
    plan: Plan, together: int, borne: int, events: list[tuple[int, str, str]]
) -> None:
    _, command = story(plan, order_of(together, borne), events, [])
    failed = sorted(turn.over or 0 for turn in command.turns.values() if turn.failed)
    terminated = [turn for turn in command.turns.values() if turn.now.details == "Terminated"]
    if len(failed) <= borne:
        assert terminated == []
        return
    stop = failed[borne]
    assert all(turn.over == stop and turn.run is None for turn in terminated)
    assert all((turn.sent or 0) < stop for turn in command.turns.values() if turn.run is not None)


@given(PLANS, st.integers(1, 7), st.integers(0, 3), EVENTS)
def test_what_is_said_to_have_never_begun_did_not(
    plan: Plan, together: int, borne: int, events: list[tuple[int, str, str]]
) -> None:
    _, command = story(plan, order_of(together, borne), events, [])
    for turn in command.turns.values():
        if turn.now.ending is Ending.NEVER_BEGAN:
            assert turn.run is None
        elif turn.now.ending is not Ending.UNKNOWN:
            assert turn.run is not None


def sent_at(fleet: Fleet, order: Order) -> list[float | None]:
    command = fleet.send(order, 0.0)
    fleet.settle(1000.0)
    return [turn.sent for turn in command.turns.values()]


def test_the_number_that_has_it_doubles() -> None:
    plan = dict.fromkeys(HOSTS, (0, 90))
    fleet = many(plan, Pace(delivers_s=10))
    assert sent_at(fleet, order_of()) == [0, 10, 10, 20, 20, 20]


def test_the_number_that_has_it_ends_where_it_may() -> None:
    plan = dict.fromkeys(HOSTS, (0, 10))
    assert sent_at(many(plan, Pace()), order_of(2)) == [0, 0, 10, 10, 20, 20]


def test_even_where_all_may_have_it_a_failure_stops_who_has_it_not_yet() -> None:
    plan = dict.fromkeys(HOSTS, (3, 0))
    assert sent_at(many(plan, Pace()), order_of()) == [0, *[None] * 5]


def test_at_the_moment_of_the_failure_it_is_already_too_late() -> None:
    plan = {**dict.fromkeys(HOSTS, (0, 10)), HOSTS[1]: (3, 10)}
    assert sent_at(many(plan, Pace()), order_of(1)) == [0, 10, *[None] * 4]


def test_a_long_delivery_gives_time_for_all_turns() -> None:
    plan = dict.fromkeys(HOSTS, (0, 90))
    short, long = (order_of(1, delivery_s=seconds) for seconds in (60, 460))
    assert sent_at(many(plan, Pace()), short) == [0, 90, *[None] * 4]
    assert sent_at(many(plan, Pace()), long) == [0, 90, 180, 270, 360, 450]


def test_two_commands_do_not_share_their_limits() -> None:
    fleet = many(dict.fromkeys(HOSTS, (0, 90)), Pace())
    first, second = (fleet.send(order_of(1), 0.0) for _ in range(2))
    for command in (first, second):
        details = [found.details for found in fleet.standings(command.id, 1.0).values()]
        assert details == ["InProgress", *["Pending"] * 5]


def test_what_ends_with_the_command_itself_is_still_heard() -> None:
    fleet = many(dict.fromkeys(HOSTS, (0, 900)), Pace(delivers_s=60))
    command = fleet.send(order_of(1), 0.0)
    found = fleet.standings(command.id, command.expires)
    details = [standing.details for standing in found.values()]
    assert details == ["ExecutionTimedOut", *["Terminated"] * 5]


def test_after_the_command_expired_nothing_begins() -> None:
    plan = {**dict.fromkeys(HOSTS, (0, 90)), HOSTS[0]: (0, 95)}
    fleet = many(plan, Pace(delivers_s=60))
    command = fleet.send(order_of(1), 0.0)
    fleet.settle(1000.0)
    first, second, third = list(command.turns.values())[:3]
    assert (first.now.details, second.sent, third.sent) == ("Success", 155, None)
    assert (second.now.details, second.run) == ("DeliveryTimedOut", None)
