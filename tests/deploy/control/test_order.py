"""An order refuses what the service would change, refuse or misunderstand."""

from typing import Any

import pytest

from deploy.control import order as orders
from deploy.control.errors import Rejected
from deploy.control.order import Order, check_tag
from tests.hostile import CONTROLS, DIGITS, HOSTILE, SPACES, TURNED, UNSEEN, every, spread

ONE = "i-0123456789abcdef0"
HIDDEN = (*SPACES[1:], *UNSEEN, "\u1160", "\uffa0", *TURNED, *CONTROLS)
"""Whatever a terminal shows as nothing or as something else; the plain space is allowed."""


def order(**changed: Any) -> Order:  # noqa: ANN401 - of every kind that an order has
    return Order(**{"instances": (ONE,), "script": "true", "mark": "", **changed})


@pytest.mark.parametrize("delivery_s", [0, 29, 2_592_001])
def test_a_delivery_takes_what_the_service_allows(delivery_s: int) -> None:
    with pytest.raises(Rejected, match="delivery"):
        order(delivery_s=delivery_s)


@pytest.mark.parametrize("execution_s", [0, 4, 172_801])
def test_a_run_takes_what_the_agent_does_not_change_silently(execution_s: int) -> None:
    with pytest.raises(Rejected, match="run"):
        order(execution_s=execution_s)


@pytest.mark.parametrize("together_max", [-1, 0, 10_000_000])
def test_at_least_one_has_it_at_once(together_max: int) -> None:
    with pytest.raises(Rejected, match="together"):
        order(together_max=together_max)


@pytest.mark.parametrize("failures_max", [-1, 10_000_000])
def test_so_many_failures_can_be_borne(failures_max: int) -> None:
    with pytest.raises(Rejected, match="failures"):
        order(failures_max=failures_max)


def test_the_bounds_themselves_are_allowed() -> None:
    assert order(delivery_s=30, execution_s=5).total_s == 35
    assert order(delivery_s=2_592_000, execution_s=172_800).delivery_s == 2_592_000
    assert order(script="x" * 60_000, mark="x" * 100).mark
    assert order(together_max=1, failures_max=0).together_max == 1
    assert order(together_max=9_999_999, failures_max=9_999_999).failures_max == 9_999_999


def test_unless_told_all_have_it_at_once_and_no_failure_is_borne() -> None:
    assert (order().together_max, order().failures_max) == (50, 0)


def test_a_script_is_measured_in_bytes() -> None:
    with pytest.raises(Rejected, match="60000 bytes"):
        order(script="가" * 20_001)


def test_a_mark_is_short() -> None:
    with pytest.raises(Rejected, match="100 characters"):
        order(mark="x" * 101)


def test_a_deployment_of_30_minutes_fits() -> None:
    low, high = orders.EXECUTION_S
    assert low <= order().execution_s <= high


@pytest.mark.parametrize("count", [0, 51])
def test_an_order_is_for_one_to_fifty_instances(count: int) -> None:
    with pytest.raises(Rejected, match=f"1 to 50 instances, not {count}"):
        order(instances=tuple(f"i-{number:08x}" for number in range(count)))


def test_fifty_instances_of_all_kinds_are_allowed() -> None:
    kinds = (ONE, "mi-0123456789abcdef0", *(f"i-{number:08x}" for number in range(48)))
    assert order(instances=kinds).instances == kinds


def test_an_instance_is_named_once() -> None:
    with pytest.raises(Rejected, match="twice"):
        order(instances=(ONE, "i-0123abcd", ONE))


@pytest.mark.parametrize(
    "instance",
    [
        *("", "i-", "i-0123", "i-0123456", "i-012345678", "i-0123456789abcdef", f"{ONE}0"),
        *("i-0123456789ABCDEF0", "i-0123456789abcdeg0", "mi-0123abcd", "m-0123456789abcdef0"),
        *(f" {ONE}", f"{ONE} ", f"{ONE}\n", f"{ONE};reboot", "i-०१२३४५६७", "*", "\x1b[31m" * 20),
    ],
    ids=ascii,
)
def test_what_is_no_instance_is_refused_and_harmless_to_print(instance: str) -> None:
    with pytest.raises(Rejected, match="not the id of an instance") as caught:
        order(instances=(ONE, instance))
    assert caught.value.reason.isprintable()
    assert caught.value.reason.isascii()
    assert len(caught.value.reason) < 300


def test_a_hostile_instance_is_refused_and_harmless_to_print() -> None:
    for instance in (*every(HOSTILE), *spread(HIDDEN, into=ONE)):
        with pytest.raises(Rejected) as caught:
            order(instances=(instance,))
        assert caught.value.reason.isprintable()
        assert caught.value.reason.isascii()


@pytest.mark.parametrize("digits", DIGITS)
def test_an_instance_has_plain_digits(digits: str) -> None:
    with pytest.raises(Rejected):
        order(instances=(f"i-{digits[:8]}",))


def test_a_script_is_text() -> None:
    with pytest.raises(Rejected, match="not text") as caught:
        order(script="canary \udc80")
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_tag_hides_nothing() -> None:
    for text in spread(HIDDEN, into="role"):
        for key, value in ((text, "ai"), ("role", text)):
            with pytest.raises(Rejected) as caught:
                check_tag(key, value)
            assert caught.value.reason.isprintable()


@pytest.mark.parametrize(
    ("key", "value"),
    [("k", "v"), ("k" * 128, "v" * 256), ("서버", "인공 지능"), ("aws:x", "a-z_A+Z=0.9:/@ ")],
)
def test_a_tag_may_be_what_the_service_allows(key: str, value: str) -> None:
    check_tag(key, value)


def test_a_filter_cannot_ask_for_an_empty_value() -> None:
    with pytest.raises(Rejected, match="value has from 1 to 256 characters, not 0"):
        check_tag("role", "")


@pytest.mark.parametrize("character", ["\n", "\0", "\x1b", "*", ",", "'", "$", "\u202e", "\u200b"])
def test_a_tag_holds_nothing_that_means_something_else(character: str) -> None:
    for key, value in ((f"a{character}b", "v"), ("k", f"a{character}"), ("k", character)):
        with pytest.raises(Rejected, match="alone") as caught:
            check_tag(key, value)
        assert caught.value.reason.isprintable()
