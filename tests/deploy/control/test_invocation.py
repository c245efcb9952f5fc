"""What the service says of a command means one thing, and nothing is claimed in doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.control.invocation import REFUSED, Ending, Invocation, Presence, Standing, State, ending

CODES = (None, 0, 1, 3, 137, 143, 255)
NEVER, ITSELF, KILLED, UNKNOWN = (
    *(Ending.NEVER_BEGAN, Ending.ENDED_BY_ITSELF, Ending.KILLED),
    Ending.UNKNOWN,
)


def test_four_states_are_the_last() -> None:
    over = [state for state in State if state.over]
    assert over == [State.SUCCESS, State.CANCELLED, State.TIMED_OUT, State.FAILED]


@pytest.mark.parametrize("state", State)
def test_a_state_is_found_by_its_name(state: State) -> None:
    assert State.of(state.value) is state


@pytest.mark.parametrize(
    "word", ["", "success", "Paused", "Success ", "TimedOut\n", "AccessDenied"]
)
def test_a_new_state_is_not_over(word: str) -> None:
    assert State.of(word) is State.UNKNOWN
    assert not State.of(word).over


def test_a_presence_is_found_by_its_name_and_a_new_one_is_not_online() -> None:
    assert [Presence.of(presence.value) for presence in Presence] == list(Presence)
    assert Presence.of("Hibernating") is Presence.UNKNOWN


@pytest.mark.parametrize(
    ("state", "details", "code", "expected"),
    [
        # It "returned an exit code of zero", or "the result code wasn't zero".
        (State.SUCCESS, "Success", 0, ITSELF),
        (State.FAILED, "Failed", 3, ITSELF),
        (State.FAILED, "Failed", 1, ITSELF),
        # amazon-ssm-agent: no code of what a signal ended
        (State.FAILED, "Failed", None, KILLED),
        # "execution started on the node, but wasn't complete before the timeout"
        (State.TIMED_OUT, "ExecutionTimedOut", 137, KILLED),
        (State.TIMED_OUT, "ExecutionTimedOut", None, KILLED),
        # "-1: hasn't started running"; and the agent's code for what it stops
        (State.CANCELLED, "Cancelled", None, NEVER),
        (State.CANCELLED, "Cancelled", 137, KILLED),
        (State.CANCELLED, "Cancelled", 0, UNKNOWN),
        # "exceeded its MaxErrors limit and subsequent invocations were canceled by the system"
        (State.CANCELLED, "Terminated", None, NEVER),
        (State.FAILED, "Terminated", None, NEVER),
        # refused before any instance
        (State.FAILED, "AccessDenied", None, NEVER),
        (State.FAILED, "InvalidPlatform", None, NEVER),
        (State.FAILED, "RateExceeded", None, NEVER),
        (State.FAILED, "NoInstancesInTag", None, NEVER),
        # seen of scripts that ran to their end, and of such that were running
        (State.TIMED_OUT, "DeliveryTimedOut", None, UNKNOWN),
        (State.FAILED, "Undeliverable", None, UNKNOWN),
        # words that contradict each other, or are new
        (State.TIMED_OUT, "TimedOut", None, UNKNOWN),
        (State.SUCCESS, "Failed", 0, UNKNOWN),
        (State.FAILED, "Success", 0, UNKNOWN),
        (State.SUCCESS, "", 0, UNKNOWN),
        (State.FAILED, "OutOfOrder", 1, UNKNOWN),
        (State.CANCELLED, "Superseded", None, UNKNOWN),
    ],
)
def test_an_end_means_one_thing(
    state: State, details: str, code: int | None, expected: Ending
) -> None:
    found = Standing(state=state, details=details, exit_code=code)
    assert found.ending is expected
    wrote = Invocation(state=state, details=details, exit_code=code, out="a", err="b")
    assert wrote.ending is expected


@pytest.mark.parametrize("details", sorted(REFUSED))
@pytest.mark.parametrize("code", [code for code in CODES if code is not None])
def test_what_has_an_exit_code_did_begin(details: str, code: int) -> None:
    assert ending(State.FAILED, details, code) is Ending.UNKNOWN


@pytest.mark.parametrize("state", [state for state in State if not state.over])
@pytest.mark.parametrize("code", CODES)
def test_what_is_not_over_has_no_ending(state: State, code: int | None) -> None:
    for details in (state.value, "Success", "Terminated"):
        assert Standing(state=state, details=details, exit_code=code).ending is None


@given(
    st.sampled_from([state for state in State if state.over]),
    st.text(max_size=20),
    st.sampled_from(CODES),
)
def test_of_words_that_are_not_known_nothing_is_claimed(
    state: State, details: str, code: int | None
) -> None:
    known = {*REFUSED, "ExecutionTimedOut", "Success", "Failed", "Cancelled"}
    if details not in known:
        assert ending(state, details, code) is Ending.UNKNOWN
