"""Whose process holds the port: PM2's of this service, a worker of that, or anybody's."""

import pytest

from deploy import service
from deploy.ports import Process
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.states import start
from sim.states.places import CONFIG, PORT

ELSEWHERE, NOBODY = 1, 0


@pytest.fixture
def holder() -> Process:
    """Give the process that PM2 runs as the service."""
    found = SimOperator(start.one_release().fork()).listener(PORT)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("pid", "parent", "is_pm2s"),
    [(None, ELSEWHERE, True), (9_999, None, True), (9_999, ELSEWHERE, False)],
    ids=["itself", "a worker of it", "a stranger"],
)
def test_pm2_runs_its_process_and_the_workers_of_that(
    holder: Process, pid: int | None, parent: int | None, is_pm2s: bool
) -> None:
    asked = Process(pid or holder.pid, parent or holder.pid, holder.cwd, holder.argv)
    assert service.is_under_pm2(host_of(start.one_release().fork(), CONFIG), asked) is is_pm2s


def test_who_has_no_parent_is_no_worker_of_what_never_got_a_process() -> None:
    world = start.one_release().fork()
    SimOperator(world).pm2("stop", CONFIG.app_name)
    world.pass_time(60)
    assert not service.is_under_pm2(host_of(world, CONFIG), Process(9_999, NOBODY, "/", ()))
