"""The verdict on a host: its own word, a sure refusal, or an honest "not known"."""

import pytest

from deploy.control.judging import judge
from deploy.control.ports import Standing, State
from deploy.control.watching import Seen
from deploy.replies import Reply


def standing(state: State, details: str = "", code: int | None = None) -> Standing:
    return Standing(state=state, details=details or state.value, exit_code=code)


def reply(code: int) -> Reply:
    return Reply(id="run-1", instance="i-0123456789abcdef0", exit_code=code, message=WORD)


WORD = "the host is well"
DONE, FAILED = standing(State.SUCCESS, code=0), standing(State.FAILED, code=1)
LATE = standing(State.TIMED_OUT, "ExecutionTimedOut", 137)
NEVER = standing(State.CANCELLED)
PERHAPS = standing(State.TIMED_OUT, "DeliveryTimedOut")
BOOT = "REFUSED, nothing was touched: the deployer arrived with another SHA-256\n"


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_a_reply_that_the_exit_code_agrees_with_is_the_verdict(code: int) -> None:
    ended = standing(State.SUCCESS if code == 0 else State.FAILED, code=code)
    found = judge(Seen(standing=ended, reply=reply(code)))
    assert (found.exit_code, found.message) == (code, WORD)


@pytest.mark.parametrize("ended", [LATE, PERHAPS, standing(State.IN_PROGRESS), None])
def test_a_reply_counts_whatever_the_service_says(ended: Standing | None) -> None:
    """It is the host's last act: what was killed after it had nothing left to do."""
    assert judge(Seen(standing=ended, reply=reply(1))).exit_code == 1


def test_a_reply_that_the_exit_code_contradicts_is_not_believed() -> None:
    found = judge(Seen(standing=FAILED, reply=reply(0)))
    assert (found.known, "ended with 1" in found.message) == (False, True)


def test_a_reply_with_a_code_of_its_own_is_not_believed() -> None:
    assert not judge(Seen(standing=DONE, reply=reply(7))).known


def test_what_never_began_is_refused() -> None:
    assert judge(Seen(standing=NEVER)).exit_code == 2


def test_what_the_boot_program_refused_is_refused() -> None:
    refused = standing(State.FAILED, code=2)
    found = judge(Seen(standing=refused, said=BOOT))
    assert (found.exit_code, found.message) == (2, BOOT.strip())


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (DONE, ""),  # done, says the service, and the host says nothing
        (FAILED, "Traceback (most recent call last)"),  # as Python ends, and it is not "went back"
        (standing(State.FAILED, code=2), "argparse: error"),
        (standing(State.FAILED, code=3), ""),
        (standing(State.FAILED), ""),  # a signal ended it
        (LATE, ""),
        (PERHAPS, ""),
        (standing(State.FAILED, "Undeliverable"), ""),
        (standing(State.IN_PROGRESS), ""),
        (standing(State.UNKNOWN, "Exploded"), ""),
        (None, ""),
    ],
)
def test_without_a_reply_nothing_else_is_known(ended: Standing | None, said: str) -> None:
    """L03, I10: no code of a shell is taken for a verdict."""
    found = judge(Seen(standing=ended, said=said))
    assert not found.known
    assert found.message


def test_the_last_lines_are_told_where_there_is_no_reply() -> None:
    said = "".join(f"line {number}\n" for number in range(9))
    assert "line 6 | line 7 | line 8" in judge(Seen(standing=FAILED, said=said)).message
