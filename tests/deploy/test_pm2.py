"""PM2's words and its memory: told without colours, and never forgotten for one bad read."""

from deploy import pm2
from deploy.environments import last_lines
from deploy.ports import Result
from sim import start
from sim.faults import parse_plan
from sim.host import host_of
from sim.person import SimOperator
from sim.places import CONFIG, PM2_HOME


def test_a_message_is_quoted_without_its_colours() -> None:
    said = "\x1b[31m[PM2][ERROR] \x1b[39mProcess or Namespace x not found\n"
    assert last_lines(Result(1, "", said)) == "[PM2][ERROR] Process or Namespace x not found"


def test_one_bad_read_of_the_dump_forgets_no_tenant() -> None:
    world = start.one_release().fork()
    SimOperator(world).kill_pm2()
    world.load(parse_plan("0.files.read@begin#1=corrupt"), SimOperator)
    before = world.disk.read(f"{PM2_HOME}/dump.pm2")
    pm2.save(host_of(world, CONFIG))
    assert world.fired
    assert world.disk.read(f"{PM2_HOME}/dump.pm2") == before
    assert any("pm2 save skipped: backend would be forgotten" in text for text in world.said)
