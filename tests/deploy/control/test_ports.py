"""What the values of the two ports hold and refuse."""

import pytest

from deploy.control import ports
from deploy.control.errors import CHANGED, DENIED, MISSING, TRY_AGAIN, Rejected
from deploy.control.ports import Order, State


def order(
    script: str = "true", mark: str = "", delivery_s: int = 120, execution_s: int = 1800
) -> Order:
    return Order(
        instances=("i-0123456789abcdef0",),
        script=script,
        mark=mark,
        delivery_s=delivery_s,
        execution_s=execution_s,
    )


@pytest.mark.parametrize("delivery_s", [0, 29, 2_592_001])
def test_a_delivery_takes_what_the_service_allows(delivery_s: int) -> None:
    with pytest.raises(Rejected, match="delivery"):
        order(delivery_s=delivery_s)


@pytest.mark.parametrize("execution_s", [0, 4, 172_801])
def test_a_run_takes_what_the_agent_does_not_change_silently(execution_s: int) -> None:
    with pytest.raises(Rejected, match="run"):
        order(execution_s=execution_s)


def test_the_bounds_themselves_are_allowed() -> None:
    assert order(delivery_s=30, execution_s=5).execution_s == 5
    assert order(delivery_s=2_592_000, execution_s=172_800).delivery_s == 2_592_000
    assert order(script="x" * 60_000, mark="x" * 100).mark


def test_a_script_is_measured_in_bytes() -> None:
    with pytest.raises(Rejected, match="60000 bytes"):
        order(script="가" * 20_001)


def test_a_mark_is_short() -> None:
    with pytest.raises(Rejected, match="100 characters"):
        order(mark="x" * 101)


def test_a_deployment_of_30_minutes_fits() -> None:
    low, high = ports.EXECUTION_S
    assert low <= order().execution_s <= high


def test_four_states_are_the_last() -> None:
    over = [state for state in State if state.over]
    assert over == [State.SUCCESS, State.CANCELLED, State.TIMED_OUT, State.FAILED]


def test_a_code_means_one_thing() -> None:
    groups = (TRY_AGAIN, DENIED, MISSING, CHANGED)
    assert sum(map(len, groups)) == len(frozenset().union(*groups))
