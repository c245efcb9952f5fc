"""What the two ports share: their errors, and the names that all of the control side imports."""

from deploy.control import invocation, order, ports
from deploy.control.errors import CHANGED, DENIED, MISSING, TRY_AGAIN


def test_a_code_means_one_thing() -> None:
    groups = (TRY_AGAIN, DENIED, MISSING, CHANGED)
    assert sum(map(len, groups)) == len(frozenset().union(*groups))


def test_the_values_of_a_shell_are_had_from_its_port() -> None:
    assert ports.Order is order.Order
    assert ports.Standing is invocation.Standing
    assert all(hasattr(ports, name) for name in ports.__all__)
