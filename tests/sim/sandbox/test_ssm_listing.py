"""A command as a whole stands as the table of the user guide says."""

import pytest

from deploy.control.ports import Invocation, Order
from sim.aws.command import (
    CANCELLED,
    DELAYED,
    IN_PROGRESS,
    NEVER_BEGAN,
    PENDING,
    TERMINATED,
    TOO_LONG,
    UNDELIVERABLE,
    UNDELIVERED,
    Command,
    Ended,
    Turn,
    verdict,
)
from sim.sandbox.ssm_listing import whole

GOOD, BAD = verdict(Ended(at=0, code=0)), verdict(Ended(at=0, code=3))


@pytest.mark.parametrize(
    ("standings", "failures_max", "expected"),
    [
        ((PENDING, PENDING), 0, ("Pending", "Pending")),
        ((PENDING, DELAYED), 0, ("Pending", "Pending")),
        ((GOOD, PENDING), 0, ("InProgress", "InProgress")),
        ((IN_PROGRESS, BAD), 0, ("InProgress", "InProgress")),
        ((GOOD, GOOD), 0, ("Success", "Success")),
        ((GOOD, UNDELIVERABLE), 0, ("Success", "Success")),
        ((UNDELIVERABLE, UNDELIVERABLE), 0, ("Failed", "Incomplete")),
        ((GOOD, BAD), 0, ("Failed", "Failed")),
        ((GOOD, BAD), 1, ("Failed", "Incomplete")),
        ((BAD, TERMINATED), 0, ("Failed", "Failed")),
        ((GOOD, TOO_LONG), 0, ("TimedOut", "ExecutionTimedOut")),
        ((GOOD, UNDELIVERED), 0, ("TimedOut", "DeliveryTimedOut")),
        ((GOOD, UNDELIVERED), 1, ("Failed", "Incomplete")),
        ((CANCELLED, NEVER_BEGAN), 0, ("Cancelled", "Cancelled")),
    ],
)
def test_a_command_stands_as_a_whole(
    standings: tuple[Invocation, ...], failures_max: int, expected: tuple[str, str]
) -> None:
    names = [f"i-{number:08x}" for number in range(len(standings))]
    order = Order(instances=tuple(names), script="", mark="", failures_max=failures_max)
    turns = {name: Turn(instance=name) for name in names}
    for turn, standing in zip(turns.values(), standings, strict=True):
        turn.now = standing
        turn.over = 1.0 if turn.now.state.over else None
    assert whole(Command(id="", order=order, sent=0.0, turns=turns)) == expected
